#include "tests/outbox/running_outbox.h"

#include <algorithm>
#include <tuple>

namespace renkei::outbox::outbox_test {
namespace {

using store::DeliveryState;
using Names = std::vector<std::string>;

// Fails `times` times for each content, then takes it.
FakeTransport::Behaviour fails_first(int times, Attempt how) {
    auto left = std::make_shared<std::map<std::string, int>>();
    auto mutex = std::make_shared<std::mutex>();
    return [=](const policy::Peer&, const OutboundMessage& message) {
        const std::scoped_lock lock(*mutex);
        return (*left)[message.bytes]++ < times ? how : taken();
    };
}

TEST(Outbox, delivers_what_waits_and_what_comes_later) {
    RunningOutbox it;
    const store::Delivery before = queue(*it.store, "p0", "a", "before");
    it.start();
    EXPECT_TRUE(it.comes_to(before, DeliveryState::delivered));
    const store::Delivery after = queue(*it.store, "p0", "b", "after");
    it.outbox->wake();
    EXPECT_TRUE(it.comes_to(after, DeliveryState::delivered));
    EXPECT_EQ(it.transport.delivered("p0"), (Names{"before", "after"}));
    EXPECT_EQ(delivery(*it.store, after.id).remote_location, "/documents/of-after");
    EXPECT_EQ(delivery(*it.store, after.id).attempts, 1U);
}

TEST(Outbox, starts_at_once_when_it_is_woken) {
    RunningOutbox it;
    OutboxSettings settings = quick();
    settings.poll_ms = 3'600'000;
    it.start(settings);
    ASSERT_TRUE(eventually([&] { return it.outbox->state().threads > 0; }));
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.outbox->wake();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
}

TEST(Outbox, audits_each_attempt) {
    RunningOutbox it(fails_first(2, failing(FailureScope::delivery)));
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_EQ(audited(*it.store, "4"), 2U);
    EXPECT_EQ(audited(*it.store, "0"), 1U);
    EXPECT_EQ(delivery(*it.store, one.id).attempts, 3U);
}

TEST(Outbox, keeps_the_order_of_one_person_and_form_even_when_the_first_fails) {
    RunningOutbox it(fails_first(1, failing(FailureScope::delivery)));
    Names expected;
    for (int i = 0; i < 20; ++i) {
        expected.push_back(std::to_string(i));
        queue(*it.store, "p0", "same", expected.back());
    }
    it.start();
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == expected.size(); }));
    EXPECT_EQ(it.transport.delivered("p0"), expected);
}

TEST(Outbox, never_has_more_in_flight_to_one_peer_than_its_schedule_allows) {
    std::atomic<int> now = 0;
    std::atomic<int> most = 0;
    RunningOutbox it([&](const policy::Peer&, const OutboundMessage&) {
        const int mine = ++now;
        for (int seen = most; mine > seen && !most.compare_exchange_weak(seen, mine);) {
        }
        std::this_thread::yield();
        --now;
        return taken();
    });
    queue_many(*it.store, 100);
    it.start();
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 100; }));
    EXPECT_LE(most, static_cast<int>(quick().schedule.per_peer));
}

TEST(Outbox, serves_other_peers_while_one_receiver_is_slow) {
    Gate gate;
    RunningOutbox it([&](const policy::Peer& peer, const OutboundMessage&) {
        if (peer.id != "p9") {
            gate.pass();
        }
        return taken();
    });
    queue_many(*it.store, 90, 9); // nine receivers that hang, with more than all threads can carry
    it.start();
    ASSERT_TRUE(eventually([&] { return gate.waiting() >= static_cast<int>(quick().threads); }));
    const store::Delivery quick_one = queue(*it.store, "p9", "a", "quick");
    it.outbox->wake();
    EXPECT_TRUE(it.comes_to(quick_one, DeliveryState::delivered));
    EXPECT_EQ(count(*it.store, DeliveryState::delivered), 1U);
    gate.open();
}

TEST(Outbox, ends_a_delivery_that_the_receiver_rejects_as_dead) {
    RunningOutbox it([](const policy::Peer&, const OutboundMessage&) { return rejected(); });
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::dead));
    EXPECT_EQ(delivery(*it.store, one.id).reason, diag::answered(422));
    EXPECT_EQ(audited(*it.store, "8"), 1U);
}

TEST(Outbox, reports_every_dead_delivery_once_and_nothing_else) {
    RunningOutbox it([](const policy::Peer&, const OutboundMessage& message) {
        return message.bytes == "bad" ? rejected() : taken();
    });
    std::mutex mutex;
    std::vector<store::Delivery> dead;
    OutboxSettings settings = quick();
    settings.on_dead = [&](const DeadDeliveries& report) {
        const std::scoped_lock lock(mutex);
        dead.insert(dead.end(), report.deliveries.begin(), report.deliveries.end());
    };
    const store::Delivery bad = queue(*it.store, "p0", "a", "bad");
    const store::Delivery good = queue(*it.store, "p0", "b", "good");
    it.start(settings);
    EXPECT_TRUE(it.comes_to(bad, DeliveryState::dead));
    EXPECT_TRUE(it.comes_to(good, DeliveryState::delivered));
    it.outbox->stop();
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(std::tie(dead[0].id, dead[0].peer, dead[0].reason, dead[0].attempts),
              std::tuple(bad.id, "p0", diag::answered(422), 1U));
}

TEST(Outbox, reports_when_a_peer_becomes_unreachable_why_and_when_it_is_reachable_again) {
    RunningOutbox it;
    it.transport.is_there = false;
    std::mutex mutex;
    std::vector<std::string> said;
    OutboxSettings settings = quick();
    settings.on_peer = [&](const std::string& peer, const UnreachableReason& why) {
        const std::scoped_lock lock(mutex);
        said.push_back(peer + ": " + (why ? why->code() : "back"));
    };
    const auto says = [&](const std::string& line) {
        return eventually([&] {
            const std::scoped_lock lock(mutex);
            return !said.empty() && said.back() == line;
        });
    };
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start(settings);
    ASSERT_TRUE(says("p0: connection-refused"));
    it.site.clock.shift(10'000);
    it.transport.why = diag::ReasonCode::timed_out;
    ASSERT_TRUE(says("p0: timed-out"));
    it.transport.is_there = true;
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_TRUE(says("p0: back"));
    it.outbox->stop();
    EXPECT_EQ(said.size(), 3U) << "each once";
}

TEST(Outbox, continues_behind_a_dead_delivery_of_the_same_order) {
    RunningOutbox it([](const policy::Peer&, const OutboundMessage& message) {
        return message.bytes == "bad" ? rejected() : taken();
    });
    queue(*it.store, "p0", "a", "bad");
    const store::Delivery next = queue(*it.store, "p0", "a", "good");
    it.start();
    EXPECT_TRUE(it.comes_to(next, DeliveryState::delivered));
}

TEST(Outbox, expires_a_delivery_after_the_time_the_schedule_allows) {
    RunningOutbox it(
        [](const policy::Peer&, const OutboundMessage&) { return failing(FailureScope::delivery); });
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start();
    ASSERT_TRUE(eventually([&] { return delivery(*it.store, one.id).attempts > 0; }));
    it.site.clock.shift(RetrySchedule().expire_ms);
    EXPECT_TRUE(it.comes_to(one, DeliveryState::dead));
    EXPECT_EQ(delivery(*it.store, one.id).reason.code(), "gave-up:answered");
}

TEST(Outbox, expires_deliveries_of_a_peer_that_was_unreachable_all_the_time) {
    RunningOutbox it;
    it.transport.is_there = false;
    queue_many(*it.store, 50);
    it.start();
    ASSERT_TRUE(eventually([&] { return it.transport.probes > 3; }));
    it.site.clock.shift(RetrySchedule().expire_ms);
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::dead) == 50; }));
}

TEST(Outbox, probes_an_unreachable_peer_at_its_interval_and_delivers_all_when_it_is_reachable_again) {
    RunningOutbox it;
    it.transport.is_there = false;
    queue_many(*it.store, 200);
    it.start();
    ASSERT_TRUE(eventually([&] { return it.transport.probes > 10; }));
    // only the deliveries that were under way together when the peer was found unreachable
    EXPECT_LE(it.transport.tried("p0").size(), 2 * quick().schedule.per_peer);
    EXPECT_EQ(it.outbox->state().unreachable_peers, 1U);
    it.transport.is_there = true;
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 200; }));
    Names delivered = it.transport.delivered("p0");
    std::ranges::sort(delivered);
    EXPECT_EQ(delivered.size(), 200U);
    EXPECT_EQ(std::ranges::adjacent_find(delivered), delivered.end()) << "twice";
    EXPECT_EQ(it.outbox->state().unreachable_peers, 0U);
}

TEST(Outbox, spares_the_store_while_it_waits_for_the_last_one_at_its_end) {
    Gate gate;
    RunningOutbox it([&](const policy::Peer&, const OutboundMessage&) {
        gate.pass();
        return taken();
    });
    const OpenAtEnd at_end{gate};
    queue_many(*it.store, 1);
    it.start();
    ASSERT_TRUE(eventually([&] { return gate.waiting() == 1; }));
    std::jthread stopping([&] { it.outbox->stop(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20)); // that it does little cannot be awaited
    const std::uint64_t before = it.outbox->state().cycles;
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    EXPECT_LE(it.outbox->state().cycles, before + 30);
    gate.open();
}

TEST(Outbox, waits_as_long_as_the_receiver_asks) {
    RunningOutbox it(fails_first(1, failing(FailureScope::delivery, 300)));
    OutboxSettings settings = quick();
    settings.schedule.max_backoff_ms = 1000;
    const auto begin = std::chrono::steady_clock::now();
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start(settings);
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(300));
}

TEST(Outbox, sends_nothing_while_it_is_paused_and_nothing_twice_after) {
    RunningOutbox it;
    const store::Delivery before = queue(*it.store, "p0", "a", "before");
    it.start();
    ASSERT_TRUE(it.comes_to(before, DeliveryState::delivered));
    set(*it.store, pause_setting, "yes");
    it.outbox->wake();
    ASSERT_TRUE(eventually([&] { return it.outbox->state().is_paused; }));
    const store::Delivery during = queue(*it.store, "p0", "b", "during");
    for (int i = 0; i < 5; ++i) {
        it.outbox->wake();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100)); // that nothing happens cannot be awaited
    EXPECT_EQ(it.transport.tried("p0"), Names{"before"});
    EXPECT_EQ(delivery(*it.store, during.id).state, DeliveryState::waiting);
    set(*it.store, pause_setting, "");
    EXPECT_TRUE(it.comes_to(during, DeliveryState::delivered));
    EXPECT_EQ(it.transport.tried("p0"), (Names{"before", "during"}));
}

TEST(Outbox, probes_an_unreachable_peer_again_after_a_pause) {
    RunningOutbox it;
    it.transport.is_there = false;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start();
    ASSERT_TRUE(eventually([&] { return it.transport.probes > 3; }));
    set(*it.store, pause_setting, "yes");
    it.outbox->wake();
    ASSERT_TRUE(eventually([&] { return it.outbox->state().is_paused; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(200)); // until every thread has seen the pause
    it.transport.is_there = true;
    set(*it.store, pause_setting, "");
    it.outbox->wake();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
}

TEST(Outbox, renews_the_lease_of_a_slow_delivery_so_that_no_other_node_sends_it) {
    Gate gate;
    RunningOutbox it([&](const policy::Peer&, const OutboundMessage&) {
        gate.pass();
        return taken();
    });
    OutboxSettings settings = quick();
    settings.schedule.lease_ms = 200;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start(settings);
    ASSERT_TRUE(eventually([&] { return gate.waiting() == 1; }));
    const base::Millis lease = delivery(*it.store, one.id).lease;
    ASSERT_TRUE(eventually([&] { return delivery(*it.store, one.id).lease > lease + 300; }));
    EXPECT_EQ(it.transport.tried("p0").size(), 1U);
    gate.open();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
}

TEST(Outbox, continues_deliveries_of_another_node_when_their_lease_has_ended) {
    RunningOutbox it;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
        store::Delivery left = one;
        left.state = DeliveryState::sending;
        left.node = "dead";
        left.lease = it.site.clock.now() + 100;
        return transaction.update(left);
    }));
    it.start();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
}

TEST(Outbox, survives_jumps_of_the_clock) {
    RunningOutbox it;
    it.start();
    const store::Delivery before = queue(*it.store, "p0", "a", "before");
    ASSERT_TRUE(it.comes_to(before, DeliveryState::delivered));
    it.site.clock.shift(24LL * 3'600'000);
    const store::Delivery prefetch = queue(*it.store, "p0", "b", "ahead");
    ASSERT_TRUE(it.comes_to(prefetch, DeliveryState::delivered));
    it.site.clock.shift(-48LL * 3'600'000);
    const store::Delivery behind = queue(*it.store, "p0", "c", "behind");
    EXPECT_TRUE(it.comes_to(behind, DeliveryState::delivered));
    EXPECT_EQ(it.transport.tried("p0").size(), 3U);
}

// What waits lies in the store and nowhere else, so a queue may be larger than memory.
TEST(Outbox, holds_few_deliveries_however_many_wait) {
    Gate gate;
    std::atomic<bool> is_open = false;
    RunningOutbox it([&](const policy::Peer&, const OutboundMessage&) {
        if (!is_open) {
            gate.pass();
        }
        return taken();
    });
    const OpenAtEnd opened{gate};
    constexpr std::uint64_t backlog = 4000;
    constexpr std::uint64_t few = 1000; // for each of three peers some hundreds
    queue_many(*it.store, backlog, 3);
    it.start();
    ASSERT_TRUE(eventually([&] { return gate.waiting() >= static_cast<int>(quick().threads); }));
    EXPECT_LE(count(*it.store, DeliveryState::sending), few);
    is_open = true;
    gate.open();
    std::uint64_t most = 0;
    EXPECT_TRUE(eventually([&] {
        most = std::max(most, count(*it.store, DeliveryState::sending));
        return count(*it.store, DeliveryState::delivered) == backlog;
    }));
    EXPECT_LE(most, few) << "nor at full speed";
}

TEST(Outbox, catches_up_on_a_backlog_while_new_deliveries_arrive) {
    RunningOutbox it;
    constexpr int backlog = 1500;
    queue_many(*it.store, backlog, 3);
    it.start();
    const store::Delivery fresh = queue(*it.store, "p9", "a", "fresh");
    it.outbox->wake();
    EXPECT_TRUE(it.comes_to(fresh, DeliveryState::delivered));
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == backlog + 1; }));
}

} // namespace
} // namespace renkei::outbox::outbox_test
