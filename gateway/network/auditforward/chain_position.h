// How far a node's chain was forwarded to a target, kept in the store: everything up to there was
// acknowledged.
#pragma once

#include "gateway/network/audit/chained_event.h"
#include "gateway/network/store/store.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::auditforward {

using ChainPosition = store::AuditEnd; // sequence 0: before the first event

struct PendingEvents {
    std::string recorded{};              // the position as it is kept; empty: nothing was forwarded yet
    ChainPosition from{};                // the same, or before the first event if the chain is another one
    bool is_replaced = false;            // the chain does not have the event up to which it was forwarded
    std::uint64_t end = 0;               // number of the last event of the chain
    std::vector<store::AuditRow> rows{}; // the next ones
    std::uint64_t waiting() const { return end - std::min(end, from.sequence); }
};
// At most so many rows, and not more than some megabytes of them, but at least one if there is one.
diag::Result<PendingEvents> pending_events(const store::Snapshot& snapshot, std::string_view target,
                                           std::string_view node, std::size_t limit);

// Moves the position. False: it is not `recorded` any more, because an operator moved it; nothing was
// changed.
diag::Result<bool> advance(store::Transaction& transaction, std::string_view target, std::string_view node,
                           const std::string& recorded, const ChainPosition& to);

} // namespace renkei::auditforward
