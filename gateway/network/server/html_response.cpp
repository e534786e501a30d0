#include "gateway/network/server/html_response.h"

#include "gateway/network/documents/fetch.h"
#include "gateway/network/pages/frame.h"
#include "generated/messages/documents.h"

namespace renkei::server {
namespace {

constexpr std::string_view html = "text/html;charset=UTF-8";

Response with_page(Response out, std::string page) {
    out.media_type = html;
    out.body = std::move(page);
    out.with("Content-Security-Policy", std::string(pages::policy_of_pages)).with("Vary", "Accept");
    return out;
}

} // namespace

bool wants_page(const Request& request) {
    const std::vector<documents::Representation> offered{{"application/json", ""},
                                                         {std::string(html), "html"}};
    const std::optional<documents::Representation> chosen =
        documents::negotiate(request.header("Accept"), offered);
    return chosen && chosen->syntax == "html";
}

diag::Result<void> check_accepts_page(const Request& request) {
    const std::vector<documents::Representation> offered{{std::string(html), "html"}};
    const std::string_view accept = request.header("Accept");
    return documents::negotiate(accept, offered)
               ? diag::Result<void>()
               : diag::fail(diag::message::not_acceptable, {}, {std::string(accept), std::string(html)});
}

Response html_response(std::string page, std::string outcome) {
    return with_page(Response{.outcome = std::move(outcome)}, std::move(page));
}

Response html_refusal(Response refused, std::string page) {
    return with_page(std::move(refused), std::move(page));
}

std::string refusal_text(const diag::Error& error) { return diag::to_text(error, diag::Language::japanese); }

std::string documents_url(const Request& request) { return request.base + "/documents"; }

} // namespace renkei::server
