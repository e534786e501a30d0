#include "gateway/network/store/audit/audit_chain.h"

#include "tests/auditforward/kit.h"
#include <gtest/gtest.h>

namespace renkei::auditforward::forwarder_test {
namespace {

using outbox::eventually;
using Kind = ForwardNotice::Kind;

// What a test says; by default it takes everything. It remembers the requests of what it took, in order.
// Declared before the Forwarding, whose thread asks it until it ends.
struct Taken {
    std::mutex mutex{};
    std::vector<std::string> requests{};
    std::size_t largest = 0;
    std::function<SendResult(Events)> answer{};
    std::chrono::milliseconds gathering{0};

    std::vector<std::string> now() {
        const std::scoped_lock lock(mutex);
        return requests;
    }
    void set(std::function<SendResult(Events)> fresh) {
        const std::scoped_lock lock(mutex);
        answer = std::move(fresh);
    }
};
class FakeReceiver final : public Receiver {
public:
    explicit FakeReceiver(Taken& taken) : taken_(taken) {}
    SendResult send(Events events) override {
        const std::scoped_lock lock(taken_.mutex);
        taken_.largest = std::max(taken_.largest, events.size());
        SendResult out = taken_.answer ? taken_.answer(events) : SendResult{.accepted = events.size()};
        for (std::size_t i = 0; i < out.accepted; ++i) {
            taken_.requests.push_back(events[i].kept.event.request);
        }
        return out;
    }
    std::chrono::milliseconds gathering_time() const override { return taken_.gathering; }
    void use(Poco::Net::Context::Ptr) override {}

private:
    Taken& taken_;
};
std::unique_ptr<Receiver> fake(Taken& taken) { return std::make_unique<FakeReceiver>(taken); }

std::vector<std::string> requests(int first, int count) {
    std::vector<std::string> out;
    for (int i = 0; i < count; ++i) {
        out.push_back("r" + std::to_string(first + i));
    }
    return out;
}

SendResult unreachable(Events) {
    return {.failure = SendFailure{.reason = diag::ReasonCode::connection_refused}};
}

// An event of which the answer says that it is refused for good.
std::function<SendResult(Events)> refuses(const std::string& request) {
    return [request](Events events) -> SendResult {
        const auto wrong = std::ranges::find(
            events, request, [](const audit::ChainedEvent& it) { return it.kept.event.request; });
        SendResult out{.accepted = static_cast<std::size_t>(wrong - events.begin())};
        if (wrong != events.end()) {
            out.failure = SendFailure{.reason = diag::answered(422), .is_refusal = true};
        }
        return out;
    };
}

TEST(Forwarder, sends_ten_thousand_events_in_order_each_once) {
    Taken taken;
    Forwarding it;
    add_events(*it.store, 0, 10'000);
    it.start(fake(taken));
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(taken.now(), requests(0, 10'000));
    EXPECT_EQ(taken.largest, 100U); // never more in memory
    EXPECT_TRUE(it.notices.all().empty());
}

TEST(Forwarder, sends_what_is_added_later) {
    Taken taken;
    Forwarding it;
    it.start(fake(taken));
    add_events(*it.store, 0, 1);
    ASSERT_TRUE(eventually([&] { return taken.now().size() == 1; }));
    add_events(*it.store, 1, 2);
    ASSERT_TRUE(eventually([&] { return taken.now().size() == 3; }));
    EXPECT_EQ(taken.now(), requests(0, 3));
}

TEST(Forwarder, goes_on_behind_the_last_acknowledged_event_after_a_restart) {
    Taken taken;
    Forwarding it;
    add_events(*it.store, 0, 30);
    it.start(fake(taken), 10);
    ASSERT_TRUE(it.waits_for_nothing());
    it.forwarder.reset();
    it.store.reset();
    it.store = it.site.open();
    add_events(*it.store, 30, 5);
    it.start(fake(taken), 10);
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(taken.now(), requests(0, 35));
}

TEST(Forwarder, repeats_what_failed_and_says_so_once) {
    Taken taken;
    Forwarding it;
    taken.set(unreachable);
    add_events(*it.store, 0, 3);
    Forwarder& forwarder = it.start(fake(taken));
    ASSERT_TRUE(eventually([&] { return forwarder.states().front().failures > 3; }));
    EXPECT_EQ(forwarder.states().front().waiting, 3U);
    EXPECT_EQ(forwarder.states().front().oldest_waiting, read_event("").at);
    EXPECT_FALSE(forwarder.states().front().is_refused);
    EXPECT_EQ(it.notices.all().size(), 1U);
    EXPECT_TRUE(it.notices.has(Kind::failing, "connection-refused", 1));
    taken.set({});
    ASSERT_TRUE(it.waits_for_nothing());
    ASSERT_TRUE(eventually([&] { return it.notices.has(Kind::resumed); }));
    EXPECT_EQ(taken.now(), requests(0, 3));
    ASSERT_TRUE(eventually([&] { return forwarder.states().front().waiting == 0; }));
    EXPECT_EQ(forwarder.states().front().oldest_waiting, 0);
}

TEST(Forwarder, holds_the_chain_at_a_refused_event_until_an_operator_skips_it) {
    Taken taken;
    Forwarding it;
    taken.set(refuses("r4"));
    add_events(*it.store, 0, 10);
    Forwarder& forwarder = it.start(fake(taken), 3);
    ASSERT_TRUE(eventually([&] { return forwarder.states().front().failures > 3; }));
    EXPECT_TRUE(it.notices.has(Kind::refused, "422", 5));
    EXPECT_TRUE(forwarder.states().front().is_refused);
    EXPECT_EQ(forwarder.states().front().waiting, 6U);
    EXPECT_EQ(taken.now(), requests(0, 4)); // nothing behind it goes first
    ASSERT_TRUE(skip_through(*it.store, "arr", "a", 5));
    ASSERT_TRUE(it.waits_for_nothing());
    std::vector<std::string> expected = requests(0, 10);
    expected.erase(expected.begin() + 4);
    EXPECT_EQ(taken.now(), expected);
    EXPECT_TRUE(eventually([&] { return !forwarder.states().front().is_refused; }));
}

TEST(Forwarder, does_not_move_a_position_that_an_operator_moved_meanwhile) {
    Forwarding it;
    add_events(*it.store, 0, 4);
    const PendingEvents before = pending(*it.store, "arr", "a");
    ASSERT_TRUE(skip_through(*it.store, "arr", "a", 3));
    bool moved = true;
    test::must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(moved, advance(transaction, "arr", "a", before.recorded, {1, before.rows[0].hash}));
        return {};
    }));
    EXPECT_FALSE(moved);
    EXPECT_EQ(pending(*it.store, "arr", "a").from.sequence, 3U);
}

TEST(Forwarder, sends_each_of_its_chains_and_no_other) {
    Taken taken;
    Forwarding it;
    add_events(*it.store, 0, 2);
    for (const std::string node : {"a-cli", "b"}) {
        const std::unique_ptr<store::Store> other = it.site.open(node);
        add_events(*other, node == "b" ? 100 : 50, 2);
    }
    it.start(fake(taken), 100, {"a", "a-cli"});
    ASSERT_TRUE(it.waits_for_nothing("a"));
    ASSERT_TRUE(it.waits_for_nothing("a-cli"));
    std::vector<std::string> now = taken.now();
    std::ranges::sort(now);
    EXPECT_EQ(now, (std::vector<std::string>{"r0", "r1", "r50", "r51"}));
    EXPECT_EQ(pending(*it.store, "arr", "b").waiting(), 2U);
}

TEST(Forwarder, keeps_one_chain_going_while_another_waits) {
    Taken taken;
    Forwarding it;
    taken.set(refuses("r50"));
    {
        const std::unique_ptr<store::Store> other = it.site.open("a-cli");
        add_events(*other, 50, 1);
    }
    it.start(fake(taken), 100, {"a-cli", "a"});
    ASSERT_TRUE(eventually([&] { return it.notices.has(Kind::refused); }));
    add_events(*it.store, 0, 3);
    ASSERT_TRUE(it.waits_for_nothing("a"));
    EXPECT_EQ(taken.now(), requests(0, 3));
}

TEST(Forwarder, sends_a_chain_from_its_beginning_if_it_is_not_the_one_that_was_forwarded) {
    Taken taken;
    Forwarding it;
    add_events(*it.store, 0, 3);
    ASSERT_TRUE(skip_through(*it.store, "arr", "a", 2));
    outbox::set(*it.store, "audit_forward/arr/a", "2 " + std::string(64, '0'));
    it.start(fake(taken));
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(taken.now(), requests(0, 3));
    EXPECT_TRUE(it.notices.has(Kind::replaced));
}

TEST(Forwarder, sends_a_chain_from_its_beginning_if_its_end_was_cut_off) {
    Taken taken;
    Forwarding it;
    add_events(*it.store, 0, 3);
    outbox::set(*it.store, "audit_forward/arr/a", "9 " + std::string(64, '0'));
    it.start(fake(taken));
    ASSERT_TRUE(eventually([&] { return taken.now().size() == 3; }));
    EXPECT_EQ(taken.now(), requests(0, 3));
}

TEST(Forwarder, holds_the_chain_at_an_event_that_this_version_cannot_read) {
    Taken taken;
    Forwarding it;
    add_events(*it.store, 0, 1);
    test::must(it.store->write(
        [](store::Transaction& transaction) { return transaction.audit_facts("of a newer version"); }));
    add_events(*it.store, 1, 1);
    it.start(fake(taken));
    ASSERT_TRUE(eventually([&] { return it.notices.has(Kind::refused, "audit-unreadable", 2); }));
    EXPECT_EQ(taken.now(), requests(0, 1));
}

TEST(Forwarder, lets_events_wait_for_more_where_each_call_is_costly) {
    Taken taken;
    Forwarding it;
    taken.gathering = std::chrono::hours(1);
    audit::Event fresh = read_event("fresh");
    fresh.at = it.site.clock.now();
    test::must(it.store->write([&](store::Transaction& transaction) { return transaction.audit(fresh); }));
    Forwarder& forwarder = it.start(fake(taken), 3);
    ASSERT_TRUE(eventually([&] { return forwarder.states().front().waiting == 1; }));
    EXPECT_TRUE(taken.now().empty());
    add_events(*it.store, 0, 2); // a batch is full
    ASSERT_TRUE(it.waits_for_nothing());
    EXPECT_EQ(taken.now().size(), 3U);
}

TEST(Forwarder, tries_at_once_when_it_is_woken) {
    Taken taken;
    Forwarding it;
    taken.set(unreachable);
    add_events(*it.store, 0, 1);
    it.forwarder = std::make_unique<Forwarder>(
        *it.store, Target{.name = "arr"}, std::vector<std::string>{"a"}, fake(taken),
        ForwarderSettings{.initial_backoff = std::chrono::hours(1), .max_backoff = std::chrono::hours(1)});
    it.forwarder->start();
    ASSERT_TRUE(eventually([&] { return it.forwarder->states().front().failures == 1; }));
    taken.set({});
    it.forwarder->wake();
    EXPECT_TRUE(it.waits_for_nothing());
}

TEST(AuditChain, of_a_node_is_found_by_its_name) {
    Forwarding it;
    add_events(*it.store, 0, 2);
    const std::unique_ptr<store::Store> other = it.site.open("b");
    add_events(*other, 0, 3);
    test::must(it.store->read([](const store::Snapshot& snapshot) -> diag::Result<void> {
        TRY(const std::vector<std::string> nodes, store::audited_nodes(snapshot));
        EXPECT_EQ(nodes, (std::vector<std::string>{"a", "b"}));
        TRY(const store::AuditEnd end, store::audit_end_of(snapshot, "b"));
        EXPECT_EQ(end.sequence, 3U);
        TRY(const store::AuditEnd none, store::audit_end_of(snapshot, "c"));
        EXPECT_EQ(none.sequence, 0U);
        return {};
    }));
}

} // namespace
} // namespace renkei::auditforward::forwarder_test
