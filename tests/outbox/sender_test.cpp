#include "generated/messages/characters.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include "tests/outbox/claimed.h"

#include <thread>

namespace renkei::outbox::sender_test {
namespace {

using store::Delivery;
using store::DeliveryState;
using Kind = AttemptRecord::Kind;

TEST(Sender, passes_the_message_with_the_delivery_as_key_to_the_transport) {
    ClaimedDelivery it;
    const AttemptRecord attempt_record = it.send();
    EXPECT_EQ(attempt_record.attempt.result, AttemptResult::delivered);
    EXPECT_TRUE(attempt_record.was_sent);
    EXPECT_EQ(it.transport.delivered("p0"), std::vector<std::string>{"one"});
}

TEST(Sender, puts_back_what_is_for_a_peer_that_was_revoked_since) {
    ClaimedDelivery it;
    it.site.peers[0].revoked = true;
    const AttemptRecord attempt_record = it.send();
    EXPECT_EQ(attempt_record.kind, Kind::postponed);
    EXPECT_TRUE(it.transport.tried("p0").empty());
    it.finish(attempt_record);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::waiting);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).attempts, 0U);
    EXPECT_EQ(sender(it.site, *it.store, it.transport).held(), std::vector<std::string>{"p0"});
}

TEST(Sender, does_not_send_to_a_peer_that_is_revoked_since_the_list_was_read) {
    ClaimedDelivery it;
    const Sender made_before = sender(it.site, *it.store, it.transport);
    it.site.peers[0].revoked = true;
    put_peers(it.site, *it.store);
    EXPECT_EQ(made_before.send(it.claimed).kind, Kind::postponed);
    EXPECT_TRUE(it.transport.tried("p0").empty());
}

TEST(Sender, sends_to_the_address_that_the_peer_has_now) {
    ClaimedDelivery it;
    std::string address;
    FakeTransport seeing([&](const policy::Peer& peer, const OutboundMessage&) {
        address = peer.address;
        return Attempt{.result = AttemptResult::delivered};
    });
    const Sender made_before = sender(it.site, *it.store, seeing);
    it.site.peers[0].address = "https://elsewhere.example.jp/";
    put_peers(it.site, *it.store);
    EXPECT_EQ(made_before.send(it.claimed).attempt.result, AttemptResult::delivered);
    EXPECT_EQ(address, "https://elsewhere.example.jp/");
}

TEST(Sender, calls_off_an_old_version_when_the_receiver_has_a_newer_one) {
    ClaimedDelivery it;
    it.finish({.kind = Kind::attempted,
               .delivery = it.claimed,
               .attempt = {.result = AttemptResult::rejected, .reason = diag::answered(422)},
               .was_sent = true});
    const Delivery old = it.claimed;
    it.site.clock.shift(1000); // the new version comes behind the old one in the line
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
    const AttemptRecord before = it.send();
    EXPECT_EQ(before.attempt.result, AttemptResult::delivered) << "the newer one has not come yet";
    it.finish({.kind = Kind::attempted,
               .delivery = it.claimed,
               .attempt = {.result = AttemptResult::rejected, .reason = diag::answered(409)},
               .was_sent = true});
    it.claim();
    ASSERT_EQ(it.claimed.version, 2U);
    it.finish(it.send());
    retry_old();
    const AttemptRecord after = it.send();
    EXPECT_EQ(after.kind, Kind::cancelled);
    EXPECT_EQ(after.attempt.reason, diag::ReasonCode::superseded);
    EXPECT_EQ(it.transport.tried("p0"), (std::vector<std::string>{"one", "two"}));
}

TEST(Sender, does_not_keep_for_a_revoked_peer_what_it_could_not_have_anyway) {
    ClaimedDelivery it;
    it.site.peers[0].revoked = true;
    it.site.peers[0].numbers = {{"office", "9999999999"}};
    EXPECT_EQ(it.send().attempt.reason, diag::ReasonCode::not_a_party);
}

TEST(Sender, sends_nothing_to_a_peer_that_the_document_does_not_name_any_more) {
    ClaimedDelivery it;
    it.site.peers[0].numbers = {{"office", "9999999999"}};
    EXPECT_EQ(it.send().attempt.reason, diag::ReasonCode::not_a_party);
    EXPECT_TRUE(it.transport.tried("p0").empty());
}

TEST(Sender, sends_nothing_to_a_removed_peer) {
    ClaimedDelivery it;
    it.site.peers.erase(it.site.peers.begin());
    EXPECT_EQ(it.send().attempt.reason, diag::ReasonCode::not_known);
}

TEST(Sender, leaves_it_in_the_mailbox_when_the_peer_fetches_now) {
    ClaimedDelivery it;
    it.site.peers[0].delivery_method = policy::DeliveryMethod::mailbox;
    const AttemptRecord attempt_record = it.send();
    EXPECT_EQ(attempt_record.kind, Kind::to_mailbox);
    it.finish(attempt_record);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::mailbox);
}

TEST(Sender, says_of_a_delivered_document_that_it_is_not_in_the_receivers_syntax) {
    ClaimedDelivery it;
    const AttemptRecord sent =
        it.send([](const store::Snapshot&, const store::Version&, const policy::Peer&) {
            return diag::Result<MessageBuilder>(
                [] { return OutboundMessage{.bytes = "{}", .instead_of = "csv"}; });
        });
    it.finish(sent);
    const Delivery ended = delivery(*it.store, it.claimed.id);
    EXPECT_EQ(ended.state, DeliveryState::delivered);
    EXPECT_EQ(ended.reason, diag::given_as_it_came("csv"));
}

TEST(Sender, says_of_a_delivered_document_that_characters_were_replaced) {
    ClaimedDelivery it;
    const AttemptRecord sent =
        it.send([](const store::Snapshot&, const store::Version&, const policy::Peer&) {
            return diag::Result<MessageBuilder>([] {
                OutboundMessage out{.bytes = "{}"};
                out.replaced.add(diag::message::loss_replaced, {}, {"髙", "U+9AD9", "JIS X 0208", "高"});
                return out;
            });
        });
    EXPECT_EQ(sent.attempt.reason, diag::ReasonCode::characters_replaced);
    it.finish(sent);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).reason, diag::ReasonCode::characters_replaced);
}

TEST(Sender, says_when_there_is_no_way_to_the_peer) {
    ClaimedDelivery it;
    it.site.peers[0].delivery_method = policy::DeliveryMethod::none;
    EXPECT_EQ(it.send().attempt.reason, diag::ReasonCode::no_way);
}

TEST(Sender, sends_nothing_while_delivering_is_switched_off) {
    ClaimedDelivery it;
    set(*it.store, pause_setting, "yes");
    const AttemptRecord attempt_record = it.send();
    EXPECT_EQ(attempt_record.kind, Kind::postponed);
    it.finish(attempt_record);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::waiting);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).attempts, 0U);
}

TEST(Sender, sends_nothing_that_another_node_has_taken) {
    ClaimedDelivery it;
    must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
        Delivery other = it.claimed;
        other.node = "other";
        return transaction.update(other);
    }));
    const AttemptRecord attempt_record = it.send();
    EXPECT_EQ(attempt_record.kind, Kind::lost);
    it.finish(attempt_record);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).node, "other");
}

TEST(Sender, calls_off_what_was_withdrawn_before_it_went) {
    ClaimedDelivery it;
    it.withdraw();
    const AttemptRecord attempt_record = it.send();
    EXPECT_EQ(attempt_record.kind, Kind::cancelled);
    EXPECT_EQ(attempt_record.attempt.reason, diag::ReasonCode::version_gone);
    it.finish(attempt_record);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::cancelled);
    it.claim(); // the withdrawal itself: no peer needs it
    EXPECT_EQ(it.send().attempt.reason, diag::ReasonCode::never_delivered);
    EXPECT_TRUE(it.transport.tried("p0").empty());
}

TEST(Record,
     waits_as_long_as_ever_after_a_failure_of_its_own_and_doubles_slower_while_the_peer_answers_others) {
    for (const bool is_peer_responsive : {false, true}) {
        ClaimedDelivery it;
        std::vector<std::int64_t> waits;
        for (int i = 0; i < 17; ++i) {
            it.finish({.kind = Kind::attempted,
                       .delivery = it.claimed,
                       .attempt = {.result = AttemptResult::retry, .reason = diag::ReasonCode::timed_out},
                       .was_sent = true,
                       .is_peer_responsive = is_peer_responsive,
                       .random01 = 1});
            waits.push_back((delivery(*it.store, it.claimed.id).due - it.store->clock().now() + 999) / 1000);
            it.site.clock.shift(2 * 3'600'000);
            it.claim();
        }
        EXPECT_EQ(waits[0], 1);
        EXPECT_EQ(waits[4], is_peer_responsive ? 1 : 16);
        EXPECT_EQ(waits[8], is_peer_responsive ? 2 : 256);
        EXPECT_EQ(waits[16], is_peer_responsive ? 4 : 3600);
    }
}

TEST(Sender, packs_when_it_has_given_the_store_back) {
    ClaimedDelivery it;
    const unsigned readers = store::StoreSettings().readers;
    std::atomic<unsigned> inside = 0; // becomes the number of all readers only if none is held
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
    const AttemptRecord attempt_record = it.send([&](const store::Snapshot&, const store::Version&,
                                                     const policy::Peer&) -> diag::Result<MessageBuilder> {
        return MessageBuilder([&]() -> diag::Result<OutboundMessage> {
            std::vector<std::jthread> threads;
            for (unsigned i = 0; i < readers; ++i) {
                threads.emplace_back([&] { must(meet()); });
            }
            const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(2);
            while (inside < readers && std::chrono::steady_clock::now() < until) {
                std::this_thread::yield();
            }
            EXPECT_EQ(inside, readers);
            return OutboundMessage{.bytes = "packed"};
        });
    });
    EXPECT_EQ(attempt_record.attempt.result, AttemptResult::delivered);
    EXPECT_EQ(it.transport.delivered("p0"), std::vector<std::string>{"packed"});
}

TEST(Sender, tries_later_when_packing_finds_the_gateway_busy) {
    ClaimedDelivery it;
    const AttemptRecord attempt_record = it.send([](const store::Snapshot&, const store::Version&,
                                                    const policy::Peer&) -> diag::Result<MessageBuilder> {
        return MessageBuilder([]() -> diag::Result<OutboundMessage> {
            return diag::fail(diag::message::server_busy, {}, {"1"});
        });
    });
    EXPECT_EQ(attempt_record.kind, Kind::postponed);
    EXPECT_TRUE(it.transport.tried("p0").empty());
}

TEST(Sender, tries_later_when_the_gateway_itself_is_short_of_something) {
    ClaimedDelivery it;
    const AttemptRecord attempt_record = it.send([](const store::Snapshot&, const store::Version&,
                                                    const policy::Peer&) -> diag::Result<MessageBuilder> {
        return diag::fail(diag::message::server_busy, {}, {"1"});
    });
    EXPECT_EQ(attempt_record.kind, Kind::postponed);
    EXPECT_FALSE(attempt_record.was_sent);
}

TEST(Sender, ends_a_delivery_that_cannot_be_rendered_in_the_syntax_of_the_peer_as_dead) {
    ClaimedDelivery it;
    const AttemptRecord attempt_record = it.send([](const store::Snapshot&, const store::Version&,
                                                    const policy::Peer&) -> diag::Result<MessageBuilder> {
        return diag::fail(diag::message::not_acceptable, {}, {"csv", "json"});
    });
    EXPECT_EQ(attempt_record.attempt.result, AttemptResult::rejected);
    EXPECT_EQ(attempt_record.attempt.reason, diag::ReasonCode::not_acceptable);
}

TEST(Record, keeps_a_success_even_when_another_node_has_taken_the_delivery) {
    ClaimedDelivery it;
    const AttemptRecord attempt_record = it.send();
    must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
        Delivery other = it.claimed;
        other.node = "other";
        return transaction.update(other);
    }));
    it.finish(attempt_record);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::delivered);
}

TEST(Record, changes_nothing_that_is_finished) {
    ClaimedDelivery it;
    it.finish(it.send());
    AttemptRecord late{.kind = Kind::attempted,
                       .delivery = it.claimed,
                       .attempt = {.result = AttemptResult::rejected, .reason = diag::answered(422)},
                       .was_sent = true};
    it.finish(late);
    EXPECT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::delivered);
}

TEST(Record, lets_one_delivery_wait_by_itself_and_a_whole_peer_keep_its_turn) {
    ClaimedDelivery it;
    const auto failed = [&](FailureScope scope) {
        it.finish({.kind = Kind::attempted,
                   .delivery = it.claimed,
                   .attempt = {.result = AttemptResult::retry,
                               .scope = scope,
                               .reason = diag::ReasonCode::timed_out},
                   .was_sent = true});
        return delivery(*it.store, it.claimed.id).due - it.store->clock().now();
    };
    EXPECT_LE(failed(FailureScope::connection), 0);
    it.claim();
    EXPECT_GT(failed(FailureScope::delivery), 0);
}

} // namespace
} // namespace renkei::outbox::sender_test
