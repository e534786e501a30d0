// Pages of the gateway as responses, and what a browser may do with it.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/forms/html/page.h"
#include "gateway/network/server/http_names.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::server {

// The error is `not_acceptable` if the route has only a page and the caller's Accept excludes pages.
diag::Result<void> check_accepts_page(const Request& request);

Response html_response(std::string page, std::string outcome);
// The page takes the place of the body.
void set_page(Response& response, std::string page);
// What a browser may do with a page of ours, as the page says it itself, too; with another text, which is
// empty here: show it, and nothing else.
void add_policy(Response& response, std::string_view page);
// What stands around each page. `way_back`: behind the list, down to what the page is about.
html::PageHead page_head(const Request& request, std::vector<html::PageLink> way_back = {});
// As much of the report as one answer holds, in Japanese, as the pages are.
std::string refusal_text(const diag::Report& report);
// As http::RefusalPage.
void refusal_page(const Request& request, const diag::Report& report, Response& response);
// Of the list, as a browser reaches it.
std::string documents_url(const Request& request);
html::PageLink document_link(const Request& request, std::string_view document);

} // namespace renkei::server
