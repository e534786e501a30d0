// GET /documents and POST /documents/_search.
#pragma once

#include "gateway/network/server/gateway.h"
#include "gateway/network/server/route.h"

namespace renkei::server {

AuditedResponse search_documents(Gateway& gateway, const Request& request);

QueryParameters document_url_parameters(Gateway& gateway);  // of the one
QueryParameters document_form_parameters(Gateway& gateway); // of the other

} // namespace renkei::server
