// Messages for receivers: the version in the peer's syntax, or the original.
#pragma once

#include "gateway/network/documents/fetch.h"
#include "gateway/network/outbox/delivery.h"

namespace renkei::transports {

struct PeerRepresentation {
    documents::Representation as{};
    // A document of others that cannot become what the peer takes: it is given as it came, and a notice says
    // so.
    bool is_substitute = false;
};
// The representation for this peer; nullopt: the form does not have the peer's syntax.
std::optional<PeerRepresentation> representation_for(const documents::LoadedDefinitions& loaded,
                                                     const store::Version& version, const policy::Peer& peer);

// Building a message waits for a worker at most `max_wait` (`server_busy`). The pool outlives it.
outbox::PrepareMessage render_messages(documents::WorkerPool& pool, std::chrono::milliseconds max_wait);

} // namespace renkei::transports
