// Checks of the configuration beyond what keeps the gateway from starting: addresses and authorities.
#pragma once

#include "gateway/core/diag/bilingual_text.h"
#include "gateway/core/diag/finding.h"
#include "gateway/network/server/settings/settings.h"

namespace renkei::daemon {

// Two listeners on one address; an address that no network interface of this machine has.
void check_addresses(const server::Settings& settings, diag::Language language, diag::Report& report);
// End-entity certificates in the file of authorities: an error if it has no authority.
void check_authorities(const server::Settings& settings, diag::Report& report);

} // namespace renkei::daemon
