#include "gateway/network/ledger/peer_change.h"

namespace renkei::ledger {

diag::Result<ChangeStep> check_change(const PeerChange* peer, const store::Snapshot& snapshot,
                                      const store::PersonRecords& records) {
    return peer == nullptr ? diag::Result<ChangeStep>(ChangeStep::change) : peer->check(snapshot, records);
}

diag::Result<void> write_change(store::Store& store, PeerChange* peer, const store::Store::WriteJob& job) {
    TRY(const std::optional<store::CommittedEvents> committed, store.write_audited(job));
    if (peer != nullptr) {
        peer->committed = committed;
    }
    return {};
}

policy::Caller caller_of(const PeerChange* peer) { return peer == nullptr ? policy::Caller() : peer->caller; }

} // namespace renkei::ledger
