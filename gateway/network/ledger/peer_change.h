// A change of records that a peer asks for. Without one, an operator changes them by a command.
#pragma once

#include "gateway/network/policy/caller.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/store.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace renkei::ledger {

enum class ChangeStep : std::uint8_t { change, leave }; // leave: it is so already, and nothing is written

struct PeerChange {
    // Asked in the transaction of the change, with what is kept of the person before it; its error ends the
    // change. It may be asked more than once: the transaction may be repeated.
    using Check =
        std::function<diag::Result<ChangeStep>(const store::Snapshot&, const store::PersonRecords&)>;

    policy::Caller caller{};
    Check check{};
    std::optional<store::CommittedEvents> committed{}; // set by the change
};

// Of an operator (null): always `change`.
diag::Result<ChangeStep> check_change(const PeerChange* peer, const store::Snapshot& snapshot,
                                      const store::PersonRecords& records);
diag::Result<void> write_change(store::Store& store, PeerChange* peer, const store::Store::WriteJob& job);
policy::Caller caller_of(const PeerChange* peer);

} // namespace renkei::ledger
