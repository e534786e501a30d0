// Deliveries that go together.
#include "gateway/network/outbox/outbox_admin.h"
#include "generated/messages/documents.h"
#include "generated/messages/server.h"

#include "tests/outbox/claimed.h"

#include <algorithm>

namespace renkei::outbox::sender_set_test {
namespace {

using store::Delivery;
using store::DeliveryState;
using Strings = std::vector<std::string>;

// Three documents that are one set, claimed.
struct ClaimedSet {
    StoreFixture site{};
    std::unique_ptr<store::Store> store = site.open();
    FakeTransport transport{};
    std::vector<Delivery> all{};
    std::vector<Delivery> claimed{};

    explicit ClaimedSet(FakeTransport::Behaviour behaviour = {}) : transport(std::move(behaviour)) {
        for (const std::string bytes : {"one", "two", "three"}) {
            Delivery it = queue(*store, "p9", bytes, bytes); // makes the document
            it.id.back() = it.id.back() == '0' ? '1' : '0';
            it.peer = "p0";
            it.order = seal::sha256("line");
            it.together = seal::sha256("set");
            must(store->write([&](store::Transaction& transaction) { return transaction.add(it); }));
            all.push_back(it);
        }
        claim();
    }
    void claim() {
        must(store->write([&](store::Transaction& transaction) -> diag::Result<void> {
            const base::Millis now = store->clock().now();
            TRY(claimed, transaction.claim(now, now + 60'000, 10, {"p9"}));
            return {};
        }));
    }
    AttemptRecord send(PrepareMessage prepare_message = show_original()) {
        return sender(site, *store, transport, std::move(prepare_message)).send(claimed.at(0));
    }
    void finish(const AttemptRecord& attempt_record) {
        must(store->write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY_VOID(record(transaction, attempt_record, store->clock().now(), RetrySchedule()));
            return {};
        }));
    }
    std::vector<DeliveryState> states() const {
        std::vector<DeliveryState> out;
        for (const Delivery& each : all) {
            out.push_back(delivery(*store, each.id).state);
        }
        return out;
    }
};

std::vector<DeliveryState> thrice(DeliveryState state) { return {state, state, state}; }

PrepareMessage failing_for(const std::string& bytes, diag::Message why) {
    return [=](const store::Snapshot& snapshot, const store::Version& version,
               const policy::Peer& peer) -> diag::Result<MessageBuilder> {
        TRY(MessageBuilder build, show_original()(snapshot, version, peer));
        return MessageBuilder([=]() -> diag::Result<OutboundMessage> {
            TRY(OutboundMessage out, build());
            return out.bytes == bytes ? diag::Result<OutboundMessage>(diag::fail(why, {}, {"", ""})) : out;
        });
    };
}

TEST(SenderOfSets, sends_all_of_them_and_records_each) {
    ClaimedSet it;
    ASSERT_EQ(it.claimed.size(), 1U);
    const AttemptRecord sent = it.send();
    EXPECT_EQ(sent.others.size(), 2U);
    Strings delivered = it.transport.delivered("p0");
    std::ranges::sort(delivered);
    EXPECT_EQ(delivered, (Strings{"one", "three", "two"}));
    it.finish(sent);
    EXPECT_EQ(it.states(), thrice(DeliveryState::delivered));
    EXPECT_EQ(delivery(*it.store, it.all[1].id).remote_location, "/documents/of-two");
}

TEST(SenderOfSets, sends_none_if_one_cannot_be_written_for_the_peer) {
    ClaimedSet it;
    it.finish(it.send(failing_for("two", diag::message::not_acceptable)));
    EXPECT_TRUE(it.transport.tried("p0").empty());
    EXPECT_EQ(it.states(), thrice(DeliveryState::dead));
}

TEST(SenderOfSets, sends_none_if_one_may_not_be_given) {
    ClaimedSet it;
    const auto not_for_it = [&](const store::Snapshot& snapshot, const store::Version& version,
                                const policy::Peer& peer) -> diag::Result<MessageBuilder> {
        return version.document == it.all[1].document
                   ? diag::Result<MessageBuilder>(diag::fail(diag::message::not_acceptable, {}, {"", ""}))
                   : show_original()(snapshot, version, peer);
    };
    it.finish(it.send(not_for_it));
    EXPECT_TRUE(it.transport.tried("p0").empty());
    EXPECT_EQ(it.states(), thrice(DeliveryState::dead));
}

TEST(SenderOfSets, are_retried_and_cancelled_together_by_the_operator) {
    ClaimedSet it;
    it.finish(it.send(failing_for("two", diag::message::not_acceptable)));
    ASSERT_TRUE(retry_delivery(*it.store, it.all[2].id));
    EXPECT_EQ(it.states(), thrice(DeliveryState::waiting));
    ASSERT_TRUE(cancel_delivery(*it.store, it.all[1].id));
    EXPECT_EQ(it.states(), thrice(DeliveryState::cancelled));
}

TEST(SenderOfSets, sends_none_while_one_cannot_be_written) {
    ClaimedSet it;
    it.finish(it.send(failing_for("two", diag::message::server_busy)));
    EXPECT_TRUE(it.transport.tried("p0").empty());
    EXPECT_EQ(it.states(), thrice(DeliveryState::waiting));
    it.site.clock.shift(10'000);
    it.claim();
    it.finish(it.send());
    EXPECT_EQ(it.states(), thrice(DeliveryState::delivered));
}

TEST(SenderOfSets, tries_them_again_together) {
    ClaimedSet it;
    it.transport.is_there = false;
    it.finish(it.send());
    EXPECT_EQ(it.states(), thrice(DeliveryState::waiting));
    EXPECT_EQ(it.transport.tried("p0").size(), 1U) << "the others would not get through, either";
    unsigned attempts = 0;
    for (const Delivery& each : it.all) {
        attempts += delivery(*it.store, each.id).attempts;
    }
    EXPECT_EQ(attempts, 1U) << "what was not sent has no attempt";
    it.transport.is_there = true;
    it.site.clock.shift(10'000);
    it.claim();
    ASSERT_EQ(it.claimed.size(), 1U);
    it.finish(it.send());
    EXPECT_EQ(it.states(), thrice(DeliveryState::delivered));
}

TEST(SenderOfSets, gives_back_all_of_them_with_the_one_that_is_given_back) {
    ClaimedSet it;
    it.finish({.kind = AttemptRecord::Kind::postponed, .delivery = it.claimed.at(0)});
    EXPECT_EQ(it.states(), thrice(DeliveryState::waiting));
    EXPECT_EQ(delivery(*it.store, it.all[0].id).attempts, 0U);
    it.site.clock.shift(10'000);
    it.claim();
    // an exception: nothing is known of the others
    it.finish({.kind = AttemptRecord::Kind::attempted,
               .delivery = it.claimed.at(0),
               .attempt = {.may_have_arrived = true},
               .was_sent = true});
    for (const Delivery& each : it.all) {
        EXPECT_TRUE(delivery(*it.store, each.id).may_have_arrived());
    }
}

TEST(SenderOfSets, sends_the_rest_of_what_was_withdrawn_in_part) {
    ClaimedSet it;
    ASSERT_EQ(withdraw_document(it.site, *it.store, it.all[1].document).refusal, documents::Refusal::none);
    it.finish(it.send());
    Strings delivered = it.transport.delivered("p0");
    std::ranges::sort(delivered);
    EXPECT_EQ(delivered, (Strings{"one", "three"}));
    EXPECT_EQ(it.states(), (std::vector<DeliveryState>{DeliveryState::delivered, DeliveryState::cancelled,
                                                       DeliveryState::delivered}));
}

} // namespace
} // namespace renkei::outbox::sender_set_test
