#include "tests/exchange/claimed.h"

#include <thread>

namespace renkei::exchange::sender_test {
namespace {

using store::Delivery;
using store::DeliveryState;
using Kind = Ending::Kind;

TEST(Sender, hands_the_parcel_with_the_delivery_as_key_to_the_transport) {
    Claimed1 it;
    const Ending ending = it.send();
    EXPECT_EQ(ending.attempt.result, Result::delivered);
    EXPECT_TRUE(ending.was_sent);
    EXPECT_EQ(it.transport.delivered("p0"), std::vector<std::string>{"one"});
}

TEST(Sender, puts_back_what_is_for_a_peer_that_was_revoked_since) {
    Claimed1 it;
    it.site.peers[0].revoked = true;
    const Ending ending = it.send();
    EXPECT_EQ(ending.kind, Kind::postponed);
    EXPECT_TRUE(it.transport.tried("p0").empty());
    it.finish(ending);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::waiting);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).attempts, 0U);
    EXPECT_EQ(sender(it.site, *it.store, it.transport).held(), std::vector<std::string>{"p0"});
}

TEST(Sender, does_not_send_to_a_peer_that_is_revoked_since_the_list_was_read) {
    Claimed1 it;
    const Sender made_before = sender(it.site, *it.store, it.transport);
    it.site.peers[0].revoked = true;
    put_peers(it.site, *it.store);
    EXPECT_EQ(made_before.send(it.claimed).kind, Kind::postponed);
    EXPECT_TRUE(it.transport.tried("p0").empty());
}

TEST(Sender, sends_to_the_address_that_the_peer_has_now) {
    Claimed1 it;
    std::string address;
    FakeTransport seeing([&](const policy::Peer& peer, const Parcel&) {
        address = peer.address;
        return Attempt{.result = Result::delivered};
    });
    const Sender made_before = sender(it.site, *it.store, seeing);
    it.site.peers[0].address = "https://elsewhere.example.jp/";
    put_peers(it.site, *it.store);
    EXPECT_EQ(made_before.send(it.claimed).attempt.result, Result::delivered);
    EXPECT_EQ(address, "https://elsewhere.example.jp/");
}

TEST(Sender, calls_off_an_old_version_when_the_receiver_has_a_newer_one) {
    Claimed1 it;
    it.finish({.kind = Kind::attempted, .delivery = it.claimed, .attempt = {.result = Result::never, .reason = "422"}, .was_sent = true});
    const Delivery old = it.claimed;
    it.site.clock.shift(1000); // behind it in the line
    add_version(*it.store, old, "two");
    const auto retry_old = [&] {
        must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
            Delivery row = old;
            row.state = DeliveryState::waiting;
            return transaction.update(row);
        }));
        it.claim();
        ASSERT_EQ(it.claimed.id, old.id);
    };
    retry_old();
    const Ending before = it.send();
    EXPECT_EQ(before.attempt.result, Result::delivered) << "the newer one has not come yet";
    it.finish({.kind = Kind::attempted, .delivery = it.claimed, .attempt = {.result = Result::never, .reason = "409"}, .was_sent = true});
    it.claim();
    ASSERT_EQ(it.claimed.version, 2U);
    it.finish(it.send());
    retry_old();
    const Ending after = it.send();
    EXPECT_EQ(after.kind, Kind::called_off);
    EXPECT_EQ(after.attempt.reason, "superseded");
    EXPECT_EQ(it.transport.tried("p0"), (std::vector<std::string>{"one", "two"}));
}

TEST(Sender, does_not_keep_for_a_revoked_peer_what_it_could_not_have_anyway) {
    Claimed1 it;
    it.site.peers[0].revoked = true;
    it.site.peers[0].numbers = {{"office", "9999999999"}};
    EXPECT_EQ(it.send().attempt.reason, "not-a-party");
}

TEST(Sender, sends_nothing_to_a_peer_that_the_document_does_not_name_any_more) {
    Claimed1 it;
    it.site.peers[0].numbers = {{"office", "9999999999"}};
    EXPECT_EQ(it.send().attempt.reason, "not-a-party");
    EXPECT_TRUE(it.transport.tried("p0").empty());
}

TEST(Sender, sends_nothing_to_a_peer_that_nobody_knows_any_more) {
    Claimed1 it;
    it.site.peers.erase(it.site.peers.begin());
    EXPECT_EQ(it.send().attempt.reason, "not-known");
}

TEST(Sender, leaves_it_in_the_mailbox_when_the_peer_fetches_now) {
    Claimed1 it;
    it.site.peers[0].way = policy::DeliveryMethod::mailbox;
    const Ending ending = it.send();
    EXPECT_EQ(ending.kind, Kind::to_mailbox);
    it.finish(ending);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::mailbox);
}

TEST(Sender, says_when_there_is_no_way_to_the_peer) {
    Claimed1 it;
    it.site.peers[0].way = policy::DeliveryMethod::none;
    EXPECT_EQ(it.send().attempt.reason, "no way to this peer");
}

TEST(Sender, sends_nothing_while_delivering_is_switched_off) {
    Claimed1 it;
    set(*it.store, pause_setting, "yes");
    const Ending ending = it.send();
    EXPECT_EQ(ending.kind, Kind::postponed);
    it.finish(ending);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::waiting);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).attempts, 0U);
}

TEST(Sender, sends_nothing_that_another_node_has_taken) {
    Claimed1 it;
    must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
        Delivery other = it.claimed;
        other.node = "other";
        return transaction.update(other);
    }));
    const Ending ending = it.send();
    EXPECT_EQ(ending.kind, Kind::lost);
    it.finish(ending);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).node, "other");
}

TEST(Sender, calls_off_what_was_withdrawn_before_it_went) {
    Claimed1 it;
    it.withdraw();
    const Ending ending = it.send();
    EXPECT_EQ(ending.kind, Kind::called_off);
    EXPECT_EQ(ending.attempt.reason, "version-gone");
    it.finish(ending);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::cancelled);
    it.claim(); // the withdrawal itself: nobody needs to be told
    EXPECT_EQ(it.send().attempt.reason, "never delivered");
    EXPECT_TRUE(it.transport.tried("p0").empty());
}

TEST(Record, waits_as_long_as_ever_after_a_failure_of_its_own_and_doubles_slower_while_the_peer_answers_others) {
    for (const bool peer_answers : {false, true}) {
        Claimed1 it;
        std::vector<std::int64_t> waits;
        for (int i = 0; i < 17; ++i) {
            it.finish({.kind = Kind::attempted, .delivery = it.claimed, .attempt = {.result = Result::again, .reason = "x"}, .was_sent = true, .peer_answers = peer_answers, .random01 = 1});
            waits.push_back((delivery(*it.store, it.claimed.id).due - it.store->clock().now() + 999) / 1000);
            it.site.clock.shift(2 * 3'600'000);
            it.claim();
        }
        EXPECT_EQ(waits[0], 1);
        EXPECT_EQ(waits[4], peer_answers ? 1 : 16);
        EXPECT_EQ(waits[8], peer_answers ? 2 : 256);
        EXPECT_EQ(waits[16], peer_answers ? 4 : 3600);
    }
}

TEST(Sender, packs_when_it_has_given_the_store_back) {
    Claimed1 it;
    const unsigned readers = store::Settings().readers;
    std::atomic<unsigned> inside = 0; // all readers at once: only if none is held
    const auto meet = [&] {
        return it.store->read([&](const store::Snapshot&) -> diag::Result<void> {
            ++inside;
            const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(3);
            while (inside < readers && std::chrono::steady_clock::now() < until) {
                std::this_thread::yield();
            }
            return {};
        });
    };
    const Ending ending = it.send([&](const store::Snapshot&, const store::Version&, const policy::Peer&) -> diag::Result<Packing> {
        return Packing([&]() -> diag::Result<Parcel> {
            std::vector<std::jthread> threads;
            for (unsigned i = 0; i < readers; ++i) {
                threads.emplace_back([&] { must(meet()); });
            }
            const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(2);
            while (inside < readers && std::chrono::steady_clock::now() < until) {
                std::this_thread::yield();
            }
            EXPECT_EQ(inside, readers);
            return Parcel{.bytes = "packed"};
        });
    });
    EXPECT_EQ(ending.attempt.result, Result::delivered);
    EXPECT_EQ(it.transport.delivered("p0"), std::vector<std::string>{"packed"});
}

TEST(Sender, tries_later_when_packing_finds_the_gateway_busy) {
    Claimed1 it;
    const Ending ending = it.send([](const store::Snapshot&, const store::Version&, const policy::Peer&) -> diag::Result<Packing> {
        return Packing([]() -> diag::Result<Parcel> { return diag::fail(diag::Message::server_busy, {}, {"1"}); });
    });
    EXPECT_EQ(ending.kind, Kind::postponed);
    EXPECT_TRUE(it.transport.tried("p0").empty());
}

TEST(Sender, tries_later_when_the_gateway_itself_is_short_of_something) {
    Claimed1 it;
    const Ending ending = it.send([](const store::Snapshot&, const store::Version&, const policy::Peer&) -> diag::Result<Packing> {
        return diag::fail(diag::Message::server_busy, {}, {"1"});
    });
    EXPECT_EQ(ending.kind, Kind::postponed);
    EXPECT_FALSE(ending.was_sent);
}

TEST(Sender, makes_a_dead_letter_of_what_cannot_be_shown_in_the_syntax_of_the_peer) {
    Claimed1 it;
    const Ending ending = it.send([](const store::Snapshot&, const store::Version&, const policy::Peer&) -> diag::Result<Packing> {
        return diag::fail(diag::Message::not_acceptable, {}, {"csv", "json"});
    });
    EXPECT_EQ(ending.attempt.result, Result::never);
    EXPECT_EQ(ending.attempt.reason, "not-acceptable");
}

TEST(Record, keeps_a_success_even_when_another_node_has_taken_the_delivery) {
    Claimed1 it;
    const Ending ending = it.send();
    must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
        Delivery other = it.claimed;
        other.node = "other";
        return transaction.update(other);
    }));
    it.finish(ending);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::delivered);
}

TEST(Record, changes_nothing_that_is_finished) {
    Claimed1 it;
    it.finish(it.send());
    Ending late{.kind = Kind::attempted, .delivery = it.claimed, .attempt = {.result = Result::never, .reason = "422"}, .was_sent = true};
    it.finish(late);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::delivered);
}

TEST(Record, lets_one_delivery_wait_by_itself_and_a_whole_peer_keep_its_turn) {
    Claimed1 it;
    const auto failed = [&](Fault fault) {
        it.finish({.kind = Kind::attempted, .delivery = it.claimed, .attempt = {.result = Result::again, .fault = fault, .reason = "x"}, .was_sent = true});
        return delivery(*it.store, it.claimed.id).due - it.store->clock().now();
    };
    EXPECT_LE(failed(Fault::connection), 0);
    it.claim();
    EXPECT_GT(failed(Fault::delivery), 0);
}

} // namespace
} // namespace renkei::exchange::sender_test
