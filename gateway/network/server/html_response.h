// Pages of the gateway as responses, and what a browser may do with it.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/server/http_names.h"

#include <string>

namespace renkei::server {

// The error is `not_acceptable` if the route has only a page and the caller's Accept excludes pages.
diag::Result<void> check_accepts_page(const Request& request);

Response html_response(std::string page, std::string outcome);
// The page takes the place of the body.
void set_page(Response& response, std::string page);
// As much of the report as one answer holds, in Japanese, as the pages are.
std::string refusal_text(const diag::Report& report);
// As http::RefusalPage.
void refusal_page(const Request& request, const diag::Report& report, Response& response);
// Of the list, as a browser reaches it.
std::string documents_url(const Request& request);

} // namespace renkei::server
