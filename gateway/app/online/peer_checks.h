// What `renkei serve --check` reports about the peers of a store.
#pragma once

#include "gateway/app/online/notices.h"
#include "gateway/network/server/settings/settings.h"

namespace renkei::online {

// Of the peers in the store, if there is one: numbers with a wrong check digit, watched folders of unknown
// peers.
Notices check_peers(const server::Settings& settings, Language language);

} // namespace renkei::online
