// What belongs together comes together: the documents of one request.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/network/documents/parsed_document.h"

#include <span>

namespace renkei::documents {

// Who passes on documents of others may bring them one by one: their sender's gateway has asked for all.
void check_request_set(const catalogue::Catalogue& catalogue, std::span<const ParsedDocument> documents,
                       const policy::Peer& peer, diag::Report& report);

} // namespace renkei::documents
