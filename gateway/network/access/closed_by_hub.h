// Whom the switch of the hub would keep from documents that they read by direct exchange.
#pragma once

#include "gateway/network/access/reader.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/store/rows/snapshot.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace renkei::access {

// How many documents of each form; by peer. Peers that keep all that they read are not there.
using ClosedByHub = std::map<std::string, std::map<std::string, std::uint64_t>>;
// As receivers (receiver_of()) at this instant. It decides about every document that a sender named them for.
diag::Result<ClosedByHub> closed_by_hub(const store::Snapshot& snapshot,
                                        const std::vector<policy::Peer>& peers,
                                        const std::shared_ptr<const Hub>& hub, base::Millis at);

} // namespace renkei::access
