// Pages of the gateway as responses: who wants one, and what a browser may do with it.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/server/http_names.h"

#include <string>

namespace renkei::server {

// Does the caller want a page rather than JSON? A browser does.
bool wants_page(const Request& request);
// The error is `not_acceptable` if the route has only a page and the caller's Accept excludes pages.
diag::Result<void> check_accepts_page(const Request& request);

Response html_response(std::string page, std::string outcome);
// `refused` with a page as its body.
Response html_refusal(Response refused, std::string page);
// In Japanese, as the pages are.
std::string refusal_text(const diag::Error& error);
// Of the list, as a browser reaches it.
std::string documents_url(const Request& request);

} // namespace renkei::server
