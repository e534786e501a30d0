#include "gateway/network/server/html_response.h"

#include "gateway/fhir/resources/answer_report.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/pages/frame.h"
#include "generated/messages/documents.h"

namespace renkei::server {
namespace {

constexpr std::string_view html = "text/html;charset=UTF-8";

} // namespace

diag::Result<void> check_accepts_page(const Request& request) {
    const std::vector<documents::Representation> offered{{std::string(html), "html"}};
    const std::string_view accept = request.header("Accept");
    return documents::negotiate(accept, offered)
               ? diag::Result<void>()
               : diag::fail(diag::message::not_acceptable, {}, {accept, html});
}

Response html_response(std::string page, std::string outcome) {
    Response out{.outcome = std::move(outcome)};
    set_page(out, std::move(page));
    return out;
}

void set_page(Response& response, std::string page) {
    const bool was_page = response.media_type == html;
    response.media_type = html;
    response.body = std::move(page);
    if (!was_page) {
        response.with("Content-Security-Policy", std::string(pages::policy_of_pages)).with("Vary", "Accept");
    }
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
    set_page(response, pages::refusal_page({.text = refusal_text(report),
                                            .status = response.status,
                                            .request = request.caller.request,
                                            .list_url = documents_url(request)}));
    response.with("Cache-Control", "no-store");
}

std::string documents_url(const Request& request) { return request.base + "/documents"; }

} // namespace renkei::server
