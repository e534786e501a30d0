// GET /documents and POST /documents/_search.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

AuditedResponse search_documents(ServerContext& gateway, const Request& request);

QueryParameters document_url_parameters(ServerContext& gateway);  // of the one
QueryParameters document_form_parameters(ServerContext& gateway); // of the other

} // namespace renkei::server
