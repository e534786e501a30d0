// GET /documents/{id}/side-by-side: a document beside the other one that says the same of another time: what
// was planned and what was done. Which forms belong together is profiles/side-by-side.tsv.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

// Is there a form whose documents stand beside those of this form?
bool has_counterpart(std::string_view form);

AuditedResponse read_side_by_side(ServerContext& gateway, const Request& request, PathParameters parts);

} // namespace renkei::server
