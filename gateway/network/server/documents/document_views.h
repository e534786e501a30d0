// The other ways to see a document, as links of its pages: only what is there and the caller may open, by the
// same decisions as the routes behind the links.
#pragma once

#include "gateway/forms/html/page.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/server/http_names.h"
#include "gateway/network/server/server_context.h"

#include <string>
#include <vector>

namespace renkei::server {

enum class View : std::uint8_t { content, set, person, beside, deliveries };

// What is known of a document where a page is made of it.
struct ViewedDocument {
    const documents::Readable& seen;      // not empty
    bool has_person = false;              // that it names by a number
    std::vector<html::PageLink> sheets{}; // of its set, the document among them; empty: it is alone
};

// `shown`: number of the version that the page is about; of other pages than the document, the newest.
std::vector<html::PageLink> document_views(const documents::LoadedDefinitions& loaded, const Request& request,
                                           const ViewedDocument& document, View here, std::uint32_t shown);

// Of a page that is not the document itself: with the way back to it, and without views where the caller may
// not read it.
diag::Result<html::PageHead> head_beside(ServerContext& gateway, const Request& request,
                                         const store::Snapshot& snapshot, const std::string& document,
                                         View here);

} // namespace renkei::server
