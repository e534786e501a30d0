// Withdrawals by their sender: of a document, and from a receiver that a new version does not name any more.
#include "tests/outbox/claimed.h"
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace renkei::outbox::sender_withdrawal_test {
namespace {

using store::Delivery;
using store::DeliveryState;
using Kind = AttemptRecord::Kind;

TEST(Sender, announces_a_withdrawal_by_the_name_that_the_receiver_gave) {
    ClaimedDelivery it;
    it.finish(it.send());
    it.withdraw();
    it.claim();
    OutboundMessage seen;
    FakeTransport withdrawing([&](const policy::Peer&, const OutboundMessage& message) {
        seen = message;
        return Attempt{.result = AttemptResult::delivered};
    });
    EXPECT_EQ(sender(it.site, *it.store, withdrawing).send(it.claimed).attempt.result,
              AttemptResult::delivered);
    EXPECT_TRUE(seen.withdrawal);
    EXPECT_EQ(seen.known_as, "/documents/of-one");
    EXPECT_EQ(seen.file_name, it.claimed.document + ".withdrawn.json");
    EXPECT_EQ(nlohmann::json::parse(seen.bytes).at("known_as"), "/documents/of-one");
    EXPECT_EQ(nlohmann::json::parse(seen.bytes).at("status"), "withdrawn");
}

// A peer that takes files from a folder, and a transport that puts them there.
class FolderReceiver {
public:
    FolderReceiver() {
        it.site.peers.front().delivery_method = policy::DeliveryMethod::folder;
        it.site.peers.front().address = "/nowhere";
    }
    // Puts what the claimed delivery brings under this name; returns the message.
    OutboundMessage put(const std::string& name) {
        OutboundMessage seen;
        FakeTransport putting([&](const policy::Peer&, const OutboundMessage& message) {
            seen = message;
            return Attempt{.result = AttemptResult::delivered,
                           .location = name,
                           .file_sha = seal::sha256(message.bytes)};
        });
        it.finish(sender(it.site, *it.store, putting).send(it.claimed));
        return seen;
    }
    ClaimedDelivery it{};
};

TEST(Sender, names_sender_version_and_hash_of_the_file_that_is_withdrawn) {
    FolderReceiver receiver;
    ClaimedDelivery& it = receiver.it;
    const std::string first = it.claimed.id;
    receiver.put("A.CSV");
    it.withdraw();
    it.claim();
    const OutboundMessage seen = receiver.put("A.CSV.withdrawn.json");
    EXPECT_EQ(nlohmann::json::parse(seen.bytes),
              (nlohmann::json{{"status", "withdrawn"},
                              {"sender", "office:9970100013"},
                              {"document", it.claimed.document},
                              {"version", 2},
                              {"delivery", first},
                              {"deliveries", {first}},
                              {"known_as", "A.CSV"},
                              {"delivered_version", 1},
                              {"sha256", seal::to_hex(seal::sha256("one"))}}));
    ASSERT_EQ(seen.given.size(), 1U);
    EXPECT_EQ(seen.given[0].name, "A.CSV");
    EXPECT_EQ(seen.given[0].sha, seal::sha256("one"));
}

TEST(Sender, names_each_file_of_a_folder_in_one_notice_alone) {
    FolderReceiver receiver;
    ClaimedDelivery& it = receiver.it;
    receiver.put("A.CSV");
    const auto names = [](const OutboundMessage& message) {
        std::vector<std::string> out;
        std::ranges::transform(message.given, std::back_inserter(out), &GivenFile::name);
        return out;
    };
    using Names = std::vector<std::string>;
    for (const char* const next : {"B.CSV", "C.CSV"}) {
        add_version(*it.store, it.claimed, next);
        it.claim();
        const OutboundMessage seen = receiver.put(next);
        EXPECT_EQ(names(seen), Names{next == std::string("B.CSV") ? "A.CSV" : "B.CSV"})
            << "what a version before has superseded is not named again";
        EXPECT_EQ(seen.notice.kind, NoticeKind::superseded);
        EXPECT_EQ(seen.notice.version, it.claimed.version);
    }
    withdraw_document(it.site, *it.store, it.claimed.document);
    it.claim();
    EXPECT_EQ(names(receiver.put("-")), (Names{"C.CSV", "B.CSV", "A.CSV"}));
    add_version(*it.store, it.claimed, "D.CSV");
    it.claim();
    EXPECT_EQ(names(receiver.put("D.CSV")), Names{}) << "all of them are withdrawn";
    withdraw_document(it.site, *it.store, it.claimed.document);
    it.claim();
    EXPECT_EQ(names(receiver.put("-")), Names{"D.CSV"});
}

TEST(Sender, names_the_newest_thousand_deliveries_in_a_withdrawal_which_is_what_another_gateway_takes) {
    constexpr std::uint32_t revisions = 1001;
    ClaimedDelivery it;
    it.finish(it.send());
    const Delivery first = delivery(*it.store, it.claimed.id);
    const auto id = [](std::uint32_t version) {
        return fmt::format("0198f0a0-0000-7000-8000-{:012}", version);
    };
    must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
        Delivery next = first;
        for (std::uint32_t version = 2; version <= revisions; ++version) {
            next.id = id(version);
            next.version = version;
            TRY_VOID(transaction.add(next));
        }
        next.id = id(revisions + 1);
        next.version = revisions + 1;
        next.state = DeliveryState::waiting;
        next.withdraws = true;
        return transaction.add(next);
    }));
    it.claim();
    ASSERT_TRUE(it.claimed.withdraws);
    OutboundMessage seen;
    FakeTransport withdrawing([&](const policy::Peer&, const OutboundMessage& message) {
        seen = message;
        return Attempt{.result = AttemptResult::delivered};
    });
    EXPECT_EQ(sender(it.site, *it.store, withdrawing).send(it.claimed).attempt.result,
              AttemptResult::delivered);
    const std::vector<std::string> named = nlohmann::json::parse(seen.bytes).at("deliveries");
    ASSERT_EQ(named.size(), 1000U);
    EXPECT_EQ(named.front(), id(revisions));
    EXPECT_EQ(named.back(), id(2));
}

// An attempt that failed and was given up at once.
void give_up_after(ClaimedDelivery& it, Attempt attempt) {
    FakeTransport failing([&](const policy::Peer&, const OutboundMessage&) { return attempt; });
    const AttemptRecord attempt_record = sender(it.site, *it.store, failing).send(it.claimed);
    must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(const std::vector<store::Delivery> dead,
            record(transaction, attempt_record, it.store->clock().now() + 1, {.expire_ms = 0}));
        EXPECT_EQ(dead.size(), 1U);
        return {};
    }));
    ASSERT_EQ(delivery(*it.store, it.claimed.id).state, DeliveryState::dead);
}

TEST(Sender, announces_a_withdrawal_to_a_peer_that_a_dead_delivery_may_have_reached) {
    ClaimedDelivery it;
    give_up_after(
        it,
        {.result = AttemptResult::retry, .reason = diag::ReasonCode::timed_out, .may_have_arrived = true});
    const std::string earlier = it.claimed.id;
    EXPECT_TRUE(delivery(*it.store, earlier).may_have_arrived());
    it.withdraw();
    it.claim();
    OutboundMessage seen;
    FakeTransport withdrawing([&](const policy::Peer&, const OutboundMessage& message) {
        seen = message;
        return Attempt{.result = AttemptResult::delivered};
    });
    EXPECT_EQ(sender(it.site, *it.store, withdrawing).send(it.claimed).attempt.result,
              AttemptResult::delivered);
    EXPECT_TRUE(seen.withdrawal);
    EXPECT_EQ(nlohmann::json::parse(seen.bytes).at("delivery"), earlier);
}

TEST(Sender, announces_no_withdrawal_when_the_dead_delivery_reached_no_peer) {
    for (const AttemptResult result : {AttemptResult::retry, AttemptResult::rejected}) {
        ClaimedDelivery it;
        give_up_after(it, {.result = result, .reason = diag::answered(409)});
        EXPECT_FALSE(delivery(*it.store, it.claimed.id).may_have_arrived());
        it.withdraw();
        it.claim();
        EXPECT_EQ(it.send().attempt.reason, diag::ReasonCode::never_delivered);
    }
}

// The next version, which does not name p0, with its withdrawal for p0.
void correct(ClaimedDelivery& it, bool has_delivery = true) {
    store::NewVersion made;
    must(it.store->read([&](const store::Snapshot& snapshot) -> diag::Result<void> {
        TRY(const std::optional<store::DocumentKey> key, snapshot.key(it.claimed.document));
        made.key = key.value();
        return {};
    }));
    made.version.media_type = "text/csv";
    made.version.submitter = "hospital";
    made.content = must(it.store->prepare("title", {{store::BodyKind::original, "two"}}));
    made.parties.receivers = {policy::identifier_of({"office", "9910100001"})};
    must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(const store::Version version, transaction.add(made, 1));
        Delivery out{.id = "0198f0a0-0000-7000-8000-000000000002",
                     .document = version.document,
                     .version = version.number,
                     .peer = "p0"};
        out.created = out.due = it.store->clock().now();
        out.order = it.claimed.order;
        out.withdraws = true;
        return has_delivery ? transaction.add(out) : diag::Result<void>();
    }));
}

// Sends a withdrawal that an operator retried, when the peer already has a later version.
AttemptRecord send_late_withdrawal(policy::DeliveryMethod delivery_method, OutboundMessage& seen) {
    ClaimedDelivery it;
    it.site.peers[0].delivery_method = delivery_method;
    it.finish(it.send());
    const Delivery first = delivery(*it.store, it.claimed.id);
    it.withdraw();
    it.claim();
    const Delivery withdrawal = it.claimed;
    it.finish({.kind = Kind::attempted,
               .delivery = withdrawal,
               .attempt = {.result = AttemptResult::rejected, .reason = diag::answered(422)},
               .was_sent = true});
    it.site.clock.shift(1000);
    Delivery before = first;
    before.version = 2;
    add_version(*it.store, before, "three");
    it.claim();
    it.finish(it.send());
    must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
        Delivery row = withdrawal;
        row.state = DeliveryState::waiting;
        return transaction.update(row);
    }));
    it.claim();
    FakeTransport withdrawing([&](const policy::Peer&, const OutboundMessage& message) {
        seen = message;
        return Attempt{.result = AttemptResult::delivered};
    });
    AttemptRecord out = sender(it.site, *it.store, withdrawing).send(it.claimed);
    EXPECT_EQ(it.claimed.id, withdrawal.id);
    EXPECT_TRUE(seen.notice.deliveries.empty() || seen.notice.deliveries == std::vector{first.id})
        << "what the later version came by is not withdrawn";
    return out;
}

TEST(Sender, announces_a_late_withdrawal_to_another_gateway_which_ends_the_versions_before_it) {
    OutboundMessage seen;
    const AttemptRecord sent = send_late_withdrawal(policy::DeliveryMethod::gateway, seen);
    EXPECT_EQ(sent.attempt.result, AttemptResult::delivered);
    EXPECT_EQ(seen.notice.deliveries.size(), 1U);
    EXPECT_EQ(seen.known_as, "") << "under its name the later version would be found";
    EXPECT_FALSE(nlohmann::json::parse(seen.bytes).contains("known_as"));
}

TEST(Sender, calls_off_a_late_withdrawal_for_other_receivers) {
    OutboundMessage seen;
    const AttemptRecord sent = send_late_withdrawal(policy::DeliveryMethod::https, seen);
    EXPECT_EQ(sent.kind, Kind::cancelled);
    EXPECT_EQ(sent.attempt.reason, diag::ReasonCode::superseded);
}

TEST(Sender, calls_off_a_version_from_before_a_withdrawal_although_a_later_one_names_the_receiver) {
    ClaimedDelivery it;
    it.withdraw();
    Delivery before = it.claimed;
    before.version = 2;
    add_version(*it.store, before, "three");
    const AttemptRecord attempt_record = it.send();
    EXPECT_EQ(attempt_record.kind, Kind::cancelled);
    EXPECT_EQ(attempt_record.attempt.reason, diag::ReasonCode::version_gone);
}

TEST(Sender, calls_off_what_a_new_version_does_not_name_the_receiver_of) {
    ClaimedDelivery it;
    correct(it);
    const AttemptRecord attempt_record = it.send();
    EXPECT_EQ(attempt_record.kind, Kind::cancelled);
    EXPECT_EQ(attempt_record.attempt.reason, diag::ReasonCode::receiver_changed);
    it.finish(attempt_record);
    it.claim();
    EXPECT_EQ(it.send().attempt.reason, diag::ReasonCode::never_delivered) << "there is nothing to withdraw";
    EXPECT_TRUE(it.transport.tried("p0").empty());
}

TEST(
    Sender,
    withdraws_from_a_receiver_that_a_new_version_does_not_name_what_it_was_given_and_shows_nothing_of_the_new_version) {
    ClaimedDelivery it;
    const std::string earlier = it.claimed.id;
    it.finish(it.send());
    correct(it);
    it.claim();
    OutboundMessage seen;
    FakeTransport withdrawing([&](const policy::Peer&, const OutboundMessage& message) {
        seen = message;
        return Attempt{.result = AttemptResult::delivered};
    });
    EXPECT_EQ(sender(it.site, *it.store, withdrawing).send(it.claimed).attempt.result,
              AttemptResult::delivered);
    EXPECT_TRUE(seen.withdrawal);
    EXPECT_EQ(seen.notice.deliveries, std::vector<std::string>{earlier});
    EXPECT_EQ(seen.known_as, "/documents/of-one");
    EXPECT_EQ(seen.bytes.find("two"), std::string::npos);
    EXPECT_EQ(seen.version.number, 0U);
}

TEST(Sender, withdraws_after_a_version_has_ended_that_was_being_sent_when_its_node_died) {
    ClaimedDelivery it;
    correct(it);
    it.site.clock.shift(120'000); // its lease has ended; whether it arrived is not known
    const std::string earlier = it.claimed.id;
    it.claim();
    ASSERT_EQ(it.claimed.id, earlier) << "in its order";
    it.finish(it.send());
    EXPECT_EQ(delivery(*it.store, earlier).state, DeliveryState::cancelled);
    it.claim();
    EXPECT_EQ(it.send().attempt.result, AttemptResult::delivered);
    EXPECT_NE(it.transport.delivered("p0").at(0).find(earlier), std::string::npos)
        << "the withdrawal alone, by the key of what may have arrived";
}

TEST(
    Record,
    ends_a_delivery_that_failed_when_a_new_version_does_not_name_its_receiver_so_that_the_withdrawal_need_not_wait) {
    ClaimedDelivery it;
    const Delivery claimed = it.claimed;
    put_peers(it.site, *it.store);
    correct(it);
    it.finish({.kind = Kind::attempted,
               .delivery = claimed,
               .attempt = {.result = AttemptResult::retry,
                           .reason = diag::ReasonCode::timed_out,
                           .may_have_arrived = true},
               .was_sent = true});
    EXPECT_EQ(delivery(*it.store, claimed.id).state, DeliveryState::cancelled);
    it.claim();
    EXPECT_TRUE(it.claimed.withdraws);
}

} // namespace
} // namespace renkei::outbox::sender_withdrawal_test
