// The handlers of /my: what persons see of themselves.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

// GET /my: what is kept about the person of the token, as a page or as a FHIR document.
AuditedResponse read_own_view(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters own_view_parameters(ServerContext& gateway);
// GET /my/access: who asked for what about the person of the token.
AuditedResponse read_own_accesses(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters own_access_parameters(ServerContext& gateway);
// POST /my/consent: the person of the token, or who acts for the person, consents or withdraws the consent.
AuditedResponse change_own_consent(ServerContext& gateway, const Request& request, PathParameters parts);

} // namespace renkei::server
