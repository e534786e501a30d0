#include "gateway/network/servertest/tested_server.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/forms/conform/compare/conform_folder.h"
#include "gateway/network/client/no_response.h"
#include "gateway/network/mhd/metadata/path.h"
#include "generated/messages/exchange.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::servertest {
namespace {

using client::ConnectionResult;
using client::HttpPool;
using client::HttpRequest;
using client::HttpResponse;
using client::HttpUrl;
using client::no_response;
using client::parse_http_url;
using json::NodeId;
using json::Tree;
using text::content_disposition;
using text::sanitized;

constexpr unsigned max_silent = 3;
// Those that speak of the caller, of the place or of the moment, not of the content.
constexpr int no_refusals[] = {401, 403, 404, 405, 407, 408, 425, 429};
constexpr std::string_view error_severities[] = {"error", "fatal"};

struct Issues {
    bool is_outcome = false;
    bool has_error = false;
    bool has_fault = false; // an error of the content
    std::string texts{};
};

std::string_view issue_text(const Tree& tree, NodeId issue) {
    const std::string_view text = mhd::text_at(tree, issue, "details.text");
    return text.empty() ? mhd::text_at(tree, issue, "diagnostics") : text;
}

Issues issues_of(std::string_view body) {
    constexpr unsigned max_listed = 5;
    Issues out;
    Tree tree;
    if (!json::Parser().parse(body, tree) ||
        mhd::text_at(tree, Tree::root, "resourceType") != "OperationOutcome") {
        return out;
    }
    out.is_outcome = true;
    unsigned listed = 0;
    for (const NodeId issue : mhd::nodes_at(tree, Tree::root, "issue")) {
        const std::string_view severity = mhd::text_at(tree, issue, "severity");
        const bool is_error = std::ranges::find(error_severities, severity) != std::end(error_severities);
        out.has_error |= is_error;
        out.has_fault |= is_error && !conform::is_failure_code(mhd::text_at(tree, issue, "code"));
        if (is_error && ++listed <= max_listed) {
            out.texts += fmt::format("{}{}: {} {}", listed == 1 ? "" : "; ", severity,
                                     mhd::text_at(tree, issue, "expression"), issue_text(tree, issue));
        }
    }
    return out;
}

// "https://host:port" of a base.
std::string_view origin_of(std::string_view base) {
    constexpr std::string_view after_scheme = "://";
    const std::size_t host = base.find(after_scheme) + after_scheme.size();
    return base.substr(0, base.find('/', host));
}

} // namespace

std::string printed(const TestRequest& question) {
    return fmt::format("{} {}{}", question.method, sanitized(question.url),
                       question.about.empty() ? "" : " (" + question.about + ")");
}

TestedServer::TestedServer(HttpPool& pool, std::string base) : pool_(&pool), base_(std::move(base)) {
    while (base_.ends_with('/')) {
        base_.pop_back();
    }
}

std::string TestedServer::resolve(std::string_view reference) const {
    if (reference.find("://") != std::string_view::npos) {
        return std::string(reference);
    }
    return reference.starts_with('/') ? std::string(origin_of(base_)) + std::string(reference)
                                      : url(reference);
}

diag::Result<HttpResponse> TestedServer::send(const TestRequest& question) {
    const diag::Where place{.file = printed(question)};
    const std::optional<HttpUrl> target = parse_http_url(question.url);
    if (!target) {
        return tl::make_unexpected(expected_found(question, "URL", "https://HOST:PORT/…", question.url));
    }
    // other servers are not under test
    if (const std::optional<HttpUrl> own = parse_http_url(base_); !own || target->endpoint != own->endpoint) {
        return tl::make_unexpected(
            expected_found(question, "URL", std::string(origin_of(base_)) + "/…", sanitized(question.url)));
    }
    if (silent_ >= max_silent) {
        return diag::fail(message::server_silent, place, {std::to_string(silent_)});
    }
    HttpRequest request{.method = std::string(question.method),
                        .path = target->path,
                        .fields = {{"Accept", question.accept}},
                        .body = question.body};
    if (!question.content_type.empty()) {
        request.fields.emplace_back("Content-Type", question.content_type);
    }
    if (!question.file_name.empty()) {
        request.fields.emplace_back("Content-Disposition", content_disposition(question.file_name));
    }
    ConnectionResult<HttpResponse> response = pool_->exchange(target->endpoint, request);
    silent_ = response ? 0 : silent_ + 1;
    return response ? diag::Result<HttpResponse>(std::move(*response))
                    : tl::make_unexpected(no_response(response.error(), target->endpoint, place));
}

bool is_refusal(const HttpResponse& response) {
    const bool is_of_content = response.status >= 400 && response.status < 500 &&
                               std::ranges::find(no_refusals, response.status) == std::end(no_refusals);
    return is_of_content && issues_of(response.body).has_fault;
}

bool is_outcome_without_error(std::string_view body) {
    const Issues issues = issues_of(body);
    return issues.is_outcome && !issues.has_error;
}

bool is_outcome_with_error(std::string_view body) { return issues_of(body).has_error; }

std::string summary(const HttpResponse& response) {
    const Issues issues = issues_of(response.body);
    const std::string_view type = response.field("content-type");
    return fmt::format("{}: {}", response.status,
                       issues.is_outcome ? "OperationOutcome " + issues.texts
                                         : std::string(type.empty() ? "-" : type));
}

diag::Finding expected_found(const TestRequest& question, std::string element, std::string expected,
                             std::string found) {
    return diag::finding(message::conform_item_differs,
                         {.file = printed(question), .path = std::move(element)},
                         {std::move(expected), std::move(found)});
}

} // namespace renkei::servertest
