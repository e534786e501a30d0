// The JSON bodies of the document routes.
#pragma once

#include "gateway/network/documents/intake.h"
#include "gateway/network/server/http_names.h"

namespace renkei::server {

std::string location_of(const Request& request, const store::Version& version); // of the document
// {"documents":[{"location":…,"id":…,"version":…,"fate":…,…}],"report":[…]}
std::string receipt_json(const Request& request, const documents::Receipt& receipt);
// {"documents":[{"location":…,…}],"page_size":…,"next":…}
struct Page {
    const std::vector<store::Version>& versions;
    std::uint32_t size; // how many a page has at most: fewer than were asked for, if that was too many
    std::string next;   // empty, or where the page behind this one is
};
std::string page_json(const Request& request, const Page& page);
// Marks the versions that are known to be damaged: "damaged":true.
diag::Result<void> mark_damaged(const store::Snapshot& snapshot, std::vector<store::Version>& versions);
// {"versions":[…]}, oldest first.
std::string versions_json(const Request& request, const std::vector<store::Version>& versions);

std::string_view to_text(documents::DocumentOutcome outcome);

} // namespace renkei::server
