// GET /documents/{id}/set: the documents that were sent together with one, and that one, in a Bundle.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

// A Bundle of type collection, whose entries are document Bundles in the order in which they came: of those
// with the same extension document-set, of the same person, sender and revision, what the caller may read and
// what holds now. A document that names no set is alone in it.
AuditedResponse read_document_set(ServerContext& gateway, const Request& request, PathParameters parts);

} // namespace renkei::server
