// Eligibility (資格確認): POST /eligibility/_search by a person's number, which stands in no URL, and
// GET /documents/{id}/eligibility of the person of a document.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

AuditedResponse check_eligibility(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters eligibility_form_parameters(ServerContext& gateway);
AuditedResponse read_eligibility(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters eligibility_parameters(ServerContext& gateway);

} // namespace renkei::server
