// Documents as their receivers want them: the version in the peer's syntax, or as it came.
#pragma once

#include "gateway/documents/fetch.h"
#include "gateway/exchange/delivery.h"

namespace renkei::exchange {

// How this version is shown to this peer; nothing: it cannot be shown in the peer's syntax.
std::optional<documents::Representation> representation_for(const documents::Knowledge& knowledge, const store::Version& version, const policy::Peer& peer);

// Packing waits for a desk at most so long (`server_busy`). The desks outlive it.
MakeParcel render_parcels(documents::Desks& desks, std::chrono::milliseconds patience);

} // namespace renkei::exchange
