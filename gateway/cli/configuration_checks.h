// What `renkei serve --check` finds beyond what keeps the gateway from starting: in addresses, authorities and peers.
#pragma once

#include "gateway/cli/hints.h"
#include "gateway/diag/finding.h"
#include "gateway/server/settings.h"

namespace renkei::cli {

// Two listeners on one address; an address that no network interface of this machine has.
void check_addresses(const server::Settings& settings, Language language, diag::Report& report);
// A file of authorities in which end-entity certificates stand: an error if there is nothing else.
void check_authorities(const server::Settings& settings, diag::Report& report);
// Of the peers in the store, if there is one: numbers whose check digit is wrong, watched folders of peers that are not entered.
Hints check_peers(const server::Settings& settings, Language language);

} // namespace renkei::cli
