// GET /documents/{id}/person: a page of what the documents say about the person of one of them. No number of
// a person stands in its URL.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

AuditedResponse read_person_page(ServerContext& gateway, const Request& request, PathParameters parts);

} // namespace renkei::server
