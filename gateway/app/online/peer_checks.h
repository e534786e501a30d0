// What `renkei serve --check` reports about the peers of a store.
#pragma once

#include "gateway/app/network/notices.h"
#include "gateway/network/server/settings.h"

namespace renkei::network {

// Of the peers in the store, if there is one: numbers with a wrong check digit, watched folders of unknown
// peers.
Notices check_peers(const server::Settings& settings, Language language);

} // namespace renkei::network
