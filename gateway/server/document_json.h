// What the document routes answer in JSON.
#pragma once

#include "gateway/documents/submit.h"
#include "gateway/server/words.h"

namespace renkei::server {

std::string location_of(const Request& request, const store::Version& version); // of the document
// {"documents":[{"location":…,"id":…,"version":…,"fate":…,…}],"report":[…]}
std::string receipt_json(const Request& request, const documents::Receipt& receipt);
// {"documents":[{"location":…,…}],"next":…}; `next`: empty, or the token of the page behind this one.
std::string page_json(const Request& request, const std::vector<store::Version>& versions, std::string_view next_page);
// {"versions":[…]}, oldest first.
std::string versions_json(const Request& request, const std::vector<store::Version>& versions);

std::string_view to_text(documents::Fate fate);

} // namespace renkei::server
