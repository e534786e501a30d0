#include "gateway/network/server/html_response.h"

#include "gateway/fhir/resources/answer_report.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/pages/frame.h"
#include "generated/messages/documents.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

constexpr std::string_view page_type = "text/html;charset=UTF-8";
constexpr std::string_view policy_header = "Content-Security-Policy";
constexpr std::int64_t days_of_caution = 30; // as `renkei peer list` says it

std::string caution_of(const Request& request) {
    const std::int64_t days = request.certificate_days.value_or(days_of_caution);
    const std::string left = days < 1 ? "24 時間以内に" : fmt::format("あと {} 日で", days);
    return days < days_of_caution
               ? fmt::format("このブラウザーの証明書は、{}有効期限が切れ、その後はページを開けません。"
                             "新しい証明書を管理者に依頼してください。",
                             left)
               : std::string();
}

} // namespace

diag::Result<void> check_accepts_page(const Request& request) {
    const std::vector<documents::Representation> offered{{std::string(page_type), "html"}};
    const std::string_view accept = request.header("Accept");
    return documents::negotiate(accept, offered)
               ? diag::Result<void>()
               : diag::fail(diag::message::not_acceptable, {}, {accept, page_type});
}

Response html_response(std::string page, std::string outcome) {
    Response out{.outcome = std::move(outcome)};
    set_page(out, std::move(page));
    return out;
}

void set_page(Response& response, std::string page) {
    if (response.media_type == page_type) { // it has another page
        std::erase_if(response.headers, [](const auto& each) { return each.first == policy_header; });
    } else {
        response.with("Vary", "Accept");
    }
    response.media_type = page_type;
    response.body = std::move(page);
    add_policy(response, response.body);
}

void add_policy(Response& response, std::string_view page) {
    response.with(std::string(policy_header),
                  page.empty() ? std::string(html::policy_of_others) : html::policy_of_page(page));
}

html::PageHead page_head(const Request& request, std::vector<html::PageLink> way_back) {
    way_back.insert(way_back.begin(), {documents_url(request), "文書の一覧"});
    const policy::Caller& caller = request.caller;
    return {.gateway = request.gateway,
            .caller = caller.peer == nullptr ? std::string() : caller.peer->name,
            .user = caller.user ? caller.user->name : caller.said_name,
            .caution = caution_of(request),
            .way_back = std::move(way_back),
            .stylesheet = fmt::format("{}/style/{}", request.base, html::stylesheet_name())};
}

std::string refusal_text(const diag::Report& report) {
    const diag::Report kept = resources::limited_report(report);
    std::string out;
    for (const diag::Finding& finding : kept.findings()) {
        out += (out.empty() ? "" : "\n") + diag::to_text(finding, diag::Language::japanese);
    }
    return out;
}

void refusal_page(const Request& request, const diag::Report& report, Response& response) {
    set_page(response,
             pages::refusal_page(
                 {.text = refusal_text(report), .status = response.status, .request = request.caller.request},
                 page_head(request)));
    response.with("Cache-Control", "no-store");
}

std::string documents_url(const Request& request) { return request.base + "/documents"; }

html::PageLink document_link(const Request& request, std::string_view document) {
    return {fmt::format("{}/{}", documents_url(request), document), "文書"};
}

} // namespace renkei::server
