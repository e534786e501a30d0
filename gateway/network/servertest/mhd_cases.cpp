#include "gateway/network/servertest/mhd_cases.h"

#include "gateway/core/base/base64.h"
#include "gateway/core/json/parser.h"
#include "gateway/network/client/no_response.h"
#include "gateway/network/mhd/metadata/path.h"

#include <Poco/URI.h>
#include <fmt/format.h>

#include <memory>

namespace renkei::servertest {
namespace {

using client::HttpResponse;
using client::is_no_response;
using conform::CaseVerdict;
using json::NodeId;
using json::Tree;

std::string escaped(const std::string& text) {
    std::string out;
    Poco::URI::encode(text, ":/?#[]@!$&'()*+,;=|", out);
    return out;
}

// "https://host/fhir/DocumentReference/7/_history/1" → "7"; empty: it is the place of something else.
std::string id_in(std::string_view location) {
    constexpr std::string_view type = "DocumentReference/";
    const std::size_t at = location.rfind(type);
    const std::string_view rest =
        at == std::string_view::npos ? std::string_view() : location.substr(at + type.size());
    return std::string(rest.substr(0, rest.find('/')));
}

// Of a searchset.
std::string next_page(const Tree& tree) {
    for (const NodeId link : mhd::nodes_at(tree, Tree::root, "link")) {
        if (mhd::text_at(tree, link, "relation") == "next") {
            return std::string(mhd::text_at(tree, link, "url"));
        }
    }
    return {};
}

// A Bundle that was read; the tree looks into the answer.
struct Page {
    HttpResponse response;
    Tree tree;
};

struct Attachment {
    std::string url{};
    std::string type{}; // its contentType; ITI-68 asks for it
};

// A client that accepts FHIR gets a document that is FHIR in a Binary (R4 binary.html#rest); some servers
// give it as it is.
std::string content_of(std::string body) {
    Tree tree;
    if (json::Parser().parse(body, tree) && mhd::text_at(tree, Tree::root, "resourceType") == "Binary") {
        if (std::optional<std::string> bytes = base::from_base64(mhd::text_at(tree, Tree::root, "data"))) {
            return *std::move(bytes);
        }
    }
    return body;
}

struct Way {
    TestedServer& server;
    const ConformDocument& document;

    // The document as the server gives it back.
    diag::Result<service::Input> run() {
        TRY(const std::string id, provide());
        TRY(const Attachment attachment, search(id));
        const TestRequest asked{
            .method = "GET", .url = server.resolve(attachment.url), .accept = attachment.type};
        TRY(HttpResponse response, ask(asked));
        return service::Input{printed(asked), content_of(std::move(response.body))};
    }

    diag::Result<HttpResponse> ask(const TestRequest& question) {
        TRY(HttpResponse response, server.send(question));
        if (response.status != http_ok) {
            return tl::make_unexpected(expected_found(question, "HTTP", "200", summary(response)));
        }
        return response;
    }

    diag::Result<std::unique_ptr<Page>> ask_for_bundle(const TestRequest& question, std::string_view type) {
        TRY(HttpResponse response, ask(question));
        auto out = std::make_unique<Page>(Page{.response = std::move(response), .tree = {}});
        const bool is_json = json::Parser().parse(out->response.body, out->tree).has_value();
        const bool is_bundle = is_json && mhd::text_at(out->tree, Tree::root, "resourceType") == "Bundle";
        const std::string found =
            is_bundle ? std::string(mhd::text_at(out->tree, Tree::root, "type")) : summary(out->response);
        if (!is_bundle || found != type) {
            return tl::make_unexpected(expected_found(question, "Bundle.type", std::string(type), found));
        }
        return out;
    }

    // The id of the DocumentReference.
    diag::Result<std::string> provide() {
        const TestRequest asked{.method = "POST",
                                .url = server.base(),
                                .content_type = std::string(fhir_json),
                                .accept = std::string(fhir_json),
                                .body = document.transaction,
                                .about = "ITI-65 " + document.base->input};
        TRY(const std::unique_ptr<Page> page, ask_for_bundle(asked, "transaction-response"));
        const Tree& tree = page->tree;
        const std::vector<NodeId> entries = mhd::nodes_at(tree, Tree::root, "entry");
        if (entries.size() != document.entries) {
            return tl::make_unexpected(expected_found(asked, "Bundle.entry.count()",
                                                      std::to_string(document.entries),
                                                      std::to_string(entries.size())));
        }
        std::string id;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const std::string_view status = mhd::text_at(tree, entries[i], "response.status");
            if (!status.starts_with("201")) {
                return tl::make_unexpected(expected_found(asked,
                                                          fmt::format("Bundle.entry[{}].response.status", i),
                                                          "201 Created", std::string(status)));
            }
            id = id.empty() ? id_in(mhd::text_at(tree, entries[i], "response.location")) : id;
        }
        if (id.empty()) {
            return tl::make_unexpected(
                expected_found(asked, "Bundle.entry.response.location", "DocumentReference/…", "-"));
        }
        return id;
    }

    // Where the document of this DocumentReference lies.
    diag::Result<Attachment> search(const std::string& id) {
        constexpr unsigned max_pages = 1000;
        TestRequest asked{.method = "GET",
                          .url = server.url("DocumentReference?patient.identifier=" +
                                            escaped(document.patient) + "&status=current"),
                          .accept = std::string(fhir_json),
                          .about = "ITI-67"};
        for (unsigned number = 0; number < max_pages; ++number) {
            TRY(const std::unique_ptr<Page> page, ask_for_bundle(asked, "searchset"));
            const Tree& tree = page->tree;
            for (const NodeId found : mhd::nodes_at(tree, Tree::root, "entry.resource")) {
                if (mhd::text_at(tree, found, "id") == id) {
                    return attachment_of(asked, tree, found);
                }
            }
            const std::string next = next_page(tree);
            if (next.empty()) {
                break;
            }
            asked.url = server.resolve(next);
        }
        return tl::make_unexpected(expected_found(asked, "Bundle.entry.resource.id", id, "-"));
    }

    static diag::Result<Attachment> attachment_of(const TestRequest& asked, const Tree& tree,
                                                  NodeId reference) {
        const std::string_view url = mhd::text_at(tree, reference, "content.attachment.url");
        if (url.empty()) {
            return tl::make_unexpected(
                expected_found(asked, "DocumentReference.content.attachment.url", "Binary/…", "-"));
        }
        const std::string_view type = mhd::text_at(tree, reference, "content.attachment.contentType");
        return Attachment{std::string(url), type.empty() ? std::string(fhir_json) : std::string(type)};
    }
};

} // namespace

void run_mhd_cases(TestedServer& server, conform::EvaluationTools tools, const ConformDocument& document,
                   conform::CaseEvaluation& out) {
    const diag::Result<service::Input> back = Way{server, document}.run();
    if (!back) {
        out.verdict = is_no_response(back.error()) ? CaseVerdict::unreadable : CaseVerdict::failed;
        out.report.add(back.error());
        return;
    }
    out.file = back->name;
    conform::RunIdentities identities; // of this document alone
    conform::evaluate_result(tools, identities, *back, service::InputKind::bundle, document.record, out);
}

} // namespace renkei::servertest
