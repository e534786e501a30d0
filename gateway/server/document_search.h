// GET /documents and POST /documents/_search.
#pragma once

#include "gateway/server/gateway.h"
#include "gateway/server/words.h"

namespace renkei::server {

Answer search_documents(Gateway& gateway, const Request& request);

} // namespace renkei::server
