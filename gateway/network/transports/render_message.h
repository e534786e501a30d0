// Messages for receivers: the version in the peer's syntax, or the original.
#pragma once

#include "gateway/network/documents/fetch.h"
#include "gateway/network/outbox/delivery.h"

namespace renkei::transports {

// The representation for this peer; nullopt: the form does not have the peer's syntax.
std::optional<documents::Representation> representation_for(const documents::LoadedDefinitions& loaded,
                                                            const store::Version& version,
                                                            const policy::Peer& peer);

// Building a message waits for a worker at most `max_wait` (`server_busy`). The pool outlives it.
outbox::PrepareMessage render_messages(documents::WorkerPool& pool, std::chrono::milliseconds max_wait);

} // namespace renkei::transports
