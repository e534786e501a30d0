// POST /my/consent: the person of the token, or who acts for the person, consents or withdraws the consent.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

AuditedResponse change_own_consent(ServerContext& gateway, const Request& request, PathParameters parts);

} // namespace renkei::server
