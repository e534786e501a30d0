// The state of a peer in the store: its names, which of them counts, and when it expires.
#include "gateway/network/outbox/peer_state.h"

#include "tests/outbox/outbox_kit.h"

namespace renkei::outbox::peer_state_test {
namespace {

using State = PeerState::State;

PeerState read(const store::Store& store, std::string_view peer, base::Millis now) {
    return must(store.read_value<PeerState>(
        [&](const store::Snapshot& snapshot) { return PeerState::read(snapshot, peer, now); }));
}

void revoke(StoreFixture& site, store::Store& store, bool revoked) {
    site.peers[0].revoked = revoked;
    must(store.write([&](store::Transaction& transaction) { return transaction.put(site.peers[0]); }));
}

TEST(PeerState, of_a_new_peer_is_reachable_and_without_an_entry_unknown) {
    StoreFixture site;
    const auto store = site.open();
    put_peers(site, *store);
    EXPECT_EQ(read(*store, "p0", 1).state(), State::reachable);
    EXPECT_EQ(read(*store, "unknown", 1).state(), State::unknown);
    EXPECT_EQ(read(*store, "p0", 1).expiry_start(), 0);
}

TEST(PeerState, is_unreachable_with_a_reason_until_it_expires) {
    StoreFixture site;
    const auto store = site.open();
    put_peers(site, *store);
    must(record_unreachable(*store, "p0", {.reason = diag::as_recorded("timed out: 次"), .next_probe = 50},
                            100));
    const PeerState state = read(*store, "p0", 99);
    ASSERT_EQ(state.state(), State::unreachable);
    EXPECT_EQ(state.unreachable()->reason, diag::as_recorded("timed out: 次"));
    EXPECT_EQ(state.unreachable()->next_probe, 50);
    EXPECT_EQ(read(*store, "p0", 100).state(), State::reachable) << "nothing renewed it";
    EXPECT_EQ(read(*store, "p1", 99).state(), State::reachable);
}

TEST(PeerState, is_reachable_when_it_is_cleared_and_keeps_the_start_of_its_time) {
    StoreFixture site;
    const auto store = site.open();
    put_peers(site, *store);
    must(store->write([](store::Transaction& transaction) { return restart_expiry(transaction, "p0", 7); }));
    must(record_unreachable(*store, "p0", {.reason = diag::ReasonCode::timed_out}, 100));
    EXPECT_EQ(read(*store, "p0", 99).expiry_start(), 7);
    must(clear_unreachable(*store, "p0"));
    EXPECT_EQ(read(*store, "p0", 99).state(), State::reachable);
    EXPECT_EQ(read(*store, "p0", 99).expiry_start(), 7);
}

TEST(PeerState, is_revoked_whether_or_not_it_is_unreachable) {
    StoreFixture site;
    const auto store = site.open();
    put_peers(site, *store);
    must(record_unreachable(*store, "p0", {.reason = diag::ReasonCode::timed_out}, 100));
    revoke(site, *store, true);
    EXPECT_EQ(read(*store, "p0", 99).state(), State::revoked);
    EXPECT_FALSE(read(*store, "p0", 99).unreachable());
    revoke(site, *store, false);
    EXPECT_EQ(read(*store, "p0", 99).state(), State::unreachable);
}

} // namespace
} // namespace renkei::outbox::peer_state_test
