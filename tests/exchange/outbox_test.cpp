#include "tests/exchange/outbox_at_work.h"

#include <algorithm>

namespace renkei::exchange::outbox_test {
namespace {

using store::DeliveryState;
using Names = std::vector<std::string>;

// Fails so often for each content, then takes it.
FakeTransport::Behaviour fails_first(int times, Attempt how) {
    auto left = std::make_shared<std::map<std::string, int>>();
    auto mutex = std::make_shared<std::mutex>();
    return [=](const policy::Peer&, const Parcel& parcel) {
        const std::scoped_lock lock(*mutex);
        return (*left)[parcel.bytes]++ < times ? how : taken();
    };
}

TEST(Outbox, delivers_what_waits_and_what_comes_later) {
    Works it;
    const store::Delivery before = queue(*it.store, "p0", "a", "before");
    it.start();
    EXPECT_TRUE(it.comes_to(before, DeliveryState::delivered));
    const store::Delivery after = queue(*it.store, "p0", "b", "after");
    it.outbox->poke();
    EXPECT_TRUE(it.comes_to(after, DeliveryState::delivered));
    EXPECT_EQ(it.transport.delivered("p0"), (Names{"before", "after"}));
    EXPECT_EQ(delivery(*it.store, after.id).answer, "/documents/of-after");
    EXPECT_EQ(delivery(*it.store, after.id).attempts, 1U);
}

TEST(Outbox, starts_at_once_when_it_is_poked) {
    Works it;
    OutboxSettings settings = quick();
    settings.look_ms = 3'600'000;
    it.start(settings);
    ASSERT_TRUE(eventually([&] { return it.outbox->state().threads > 0; }));
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.outbox->poke();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
}

TEST(Outbox, audits_each_attempt) {
    Works it(fails_first(2, failing(Fault::delivery)));
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_EQ(audited(*it.store, "4"), 2U);
    EXPECT_EQ(audited(*it.store, "0"), 1U);
    EXPECT_EQ(delivery(*it.store, one.id).attempts, 3U);
}

TEST(Outbox, keeps_the_order_of_one_person_and_form_even_when_the_first_fails) {
    Works it(fails_first(1, failing(Fault::delivery)));
    Names expected;
    for (int i = 0; i < 20; ++i) {
        expected.push_back(std::to_string(i));
        queue(*it.store, "p0", "same", expected.back());
    }
    it.start();
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == expected.size(); }));
    EXPECT_EQ(it.transport.delivered("p0"), expected);
}

TEST(Outbox, never_has_more_under_way_to_one_peer_than_its_schedule_allows) {
    std::atomic<int> now = 0;
    std::atomic<int> most = 0;
    Works it([&](const policy::Peer&, const Parcel&) {
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

TEST(Outbox, lets_no_slow_receiver_hold_up_the_others) {
    Door door;
    Works it([&](const policy::Peer& peer, const Parcel&) {
        if (peer.id != "p9") {
            door.pass();
        }
        return taken();
    });
    queue_many(*it.store, 90, 9); // nine receivers that hang, with more than all threads can carry
    it.start();
    ASSERT_TRUE(eventually([&] { return door.waiting() >= static_cast<int>(quick().threads); }));
    const store::Delivery quick_one = queue(*it.store, "p9", "a", "quick");
    it.outbox->poke();
    EXPECT_TRUE(it.comes_to(quick_one, DeliveryState::delivered));
    EXPECT_EQ(count(*it.store, DeliveryState::delivered), 1U);
    door.open();
}

TEST(Outbox, makes_a_dead_letter_of_what_the_receiver_refuses) {
    Works it([](const policy::Peer&, const Parcel&) { return Attempt{.result = Result::never, .reason = "422"}; });
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::dead));
    EXPECT_EQ(delivery(*it.store, one.id).reason, "422");
    EXPECT_EQ(audited(*it.store, "8"), 1U);
}

TEST(Outbox, tells_of_every_dead_letter_once_and_of_nothing_else) {
    Works it([](const policy::Peer&, const Parcel& parcel) { return parcel.bytes == "bad" ? Attempt{.result = Result::never, .reason = "422"} : taken(); });
    std::mutex mutex;
    std::vector<store::Delivery> dead;
    OutboxSettings settings = quick();
    settings.tell_of_dead = [&](const DeadLetters& told) {
        const std::scoped_lock lock(mutex);
        dead.insert(dead.end(), told.letters.begin(), told.letters.end());
    };
    const store::Delivery bad = queue(*it.store, "p0", "a", "bad");
    const store::Delivery good = queue(*it.store, "p0", "b", "good");
    it.start(settings);
    EXPECT_TRUE(it.comes_to(bad, DeliveryState::dead));
    EXPECT_TRUE(it.comes_to(good, DeliveryState::delivered));
    it.outbox->stop();
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(std::tie(dead[0].id, dead[0].peer, dead[0].reason, dead[0].attempts), std::tuple(bad.id, "p0", "422", 1U));
}

TEST(Outbox, tells_when_a_peer_is_away_and_why_and_when_it_is_back) {
    Works it;
    it.transport.is_there = false;
    std::mutex mutex;
    std::vector<std::string> said;
    OutboxSettings settings = quick();
    settings.tell_of_peer = [&](const std::string& peer, const Away& why) {
        const std::scoped_lock lock(mutex);
        said.push_back(peer + ": " + why.value_or("back"));
    };
    const auto says = [&](const std::string& line) {
        return eventually([&] {
            const std::scoped_lock lock(mutex);
            return !said.empty() && said.back() == line;
        });
    };
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start(settings);
    ASSERT_TRUE(says("p0: connection refused"));
    it.site.clock.shift(10'000);
    it.transport.why = "timed out";
    ASSERT_TRUE(says("p0: timed out"));
    it.transport.is_there = true;
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_TRUE(says("p0: back"));
    it.outbox->stop();
    EXPECT_EQ(said.size(), 3U) << "each once";
}

TEST(Outbox, goes_on_behind_a_dead_letter_of_the_same_order) {
    Works it([](const policy::Peer&, const Parcel& parcel) { return parcel.bytes == "bad" ? Attempt{.result = Result::never, .reason = "422"} : taken(); });
    queue(*it.store, "p0", "a", "bad");
    const store::Delivery next = queue(*it.store, "p0", "a", "good");
    it.start();
    EXPECT_TRUE(it.comes_to(next, DeliveryState::delivered));
}

TEST(Outbox, gives_up_after_the_time_the_schedule_allows) {
    Works it([](const policy::Peer&, const Parcel&) { return failing(Fault::delivery); });
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start();
    ASSERT_TRUE(eventually([&] { return delivery(*it.store, one.id).attempts > 0; }));
    it.site.clock.shift(Schedule().give_up_ms);
    EXPECT_TRUE(it.comes_to(one, DeliveryState::dead));
    EXPECT_EQ(delivery(*it.store, one.id).reason, "gave up: 500");
}

TEST(Outbox, gives_up_what_nobody_tried_because_the_peer_was_away_all_the_time) {
    Works it;
    it.transport.is_there = false;
    queue_many(*it.store, 50);
    it.start();
    ASSERT_TRUE(eventually([&] { return it.transport.looks > 3; }));
    it.site.clock.shift(Schedule().give_up_ms);
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::dead) == 50; }));
}

TEST(Outbox, tries_an_absent_peer_no_more_often_than_looks_say_and_delivers_all_when_it_is_back) {
    Works it;
    it.transport.is_there = false;
    queue_many(*it.store, 200);
    it.start();
    ASSERT_TRUE(eventually([&] { return it.transport.looks > 10; }));
    EXPECT_LE(it.transport.tried("p0").size(), 2 * quick().schedule.per_peer); // those that were under way together when it was noticed
    EXPECT_EQ(it.outbox->state().absent_peers, 1U);
    it.transport.is_there = true;
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 200; }));
    Names delivered = it.transport.delivered("p0");
    std::ranges::sort(delivered);
    EXPECT_EQ(delivered.size(), 200U);
    EXPECT_EQ(std::ranges::adjacent_find(delivered), delivered.end()) << "twice";
    EXPECT_EQ(it.outbox->state().absent_peers, 0U);
}

TEST(Outbox, spares_the_store_while_it_waits_for_the_last_one_at_its_end) {
    Door door;
    Works it([&](const policy::Peer&, const Parcel&) {
        door.pass();
        return taken();
    });
    const OpenAtEnd at_end{door};
    queue_many(*it.store, 1);
    it.start();
    ASSERT_TRUE(eventually([&] { return door.waiting() == 1; }));
    std::jthread stopping([&] { it.outbox->stop(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20)); // that it does little cannot be awaited
    const std::uint64_t before = it.outbox->state().turns;
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    EXPECT_LE(it.outbox->state().turns, before + 30);
    door.open();
}

TEST(Outbox, waits_as_long_as_the_receiver_asks) {
    Works it(fails_first(1, failing(Fault::delivery, 300)));
    OutboxSettings settings = quick();
    settings.schedule.ceiling_ms = 1000;
    const auto begin = std::chrono::steady_clock::now();
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start(settings);
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(300));
}

TEST(Outbox, sends_nothing_while_it_is_paused_and_nothing_twice_after) {
    Works it;
    const store::Delivery before = queue(*it.store, "p0", "a", "before");
    it.start();
    ASSERT_TRUE(it.comes_to(before, DeliveryState::delivered));
    set(*it.store, pause_setting, "yes");
    it.outbox->poke();
    ASSERT_TRUE(eventually([&] { return it.outbox->state().is_paused; }));
    const store::Delivery during = queue(*it.store, "p0", "b", "during");
    for (int i = 0; i < 5; ++i) {
        it.outbox->poke();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100)); // that nothing happens cannot be awaited
    EXPECT_EQ(it.transport.tried("p0"), Names{"before"});
    EXPECT_EQ(delivery(*it.store, during.id).state, DeliveryState::waiting);
    set(*it.store, pause_setting, "");
    EXPECT_TRUE(it.comes_to(during, DeliveryState::delivered));
    EXPECT_EQ(it.transport.tried("p0"), (Names{"before", "during"}));
}

TEST(Outbox, looks_for_an_absent_peer_again_after_a_pause) {
    Works it;
    it.transport.is_there = false;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start();
    ASSERT_TRUE(eventually([&] { return it.transport.looks > 3; }));
    set(*it.store, pause_setting, "yes");
    it.outbox->poke();
    ASSERT_TRUE(eventually([&] { return it.outbox->state().is_paused; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(200)); // until every thread has seen the pause
    it.transport.is_there = true;
    set(*it.store, pause_setting, "");
    it.outbox->poke();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
}

TEST(Outbox, gives_back_what_it_has_not_begun_when_it_is_paused) {
    Door door;
    Works it([&](const policy::Peer&, const Parcel&) {
        door.pass();
        return taken();
    });
    queue_many(*it.store, 30);
    it.start();
    ASSERT_TRUE(eventually([&] { return door.waiting() > 0; }));
    set(*it.store, pause_setting, "yes");
    it.outbox->poke();
    ASSERT_TRUE(eventually([&] { return it.outbox->state().is_paused; }));
    door.open();
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::sending) == 0; }));
    EXPECT_LE(it.transport.tried("p0").size(), quick().schedule.per_peer);
    EXPECT_EQ(count(*it.store, DeliveryState::waiting), 30 - it.transport.tried("p0").size());
}

TEST(Outbox, finishes_what_is_under_way_when_it_stops_and_gives_back_the_rest) {
    Door door;
    Works it([&](const policy::Peer&, const Parcel&) {
        door.pass();
        return taken();
    });
    queue_many(*it.store, 30);
    it.start();
    ASSERT_TRUE(eventually([&] { return door.waiting() > 0; }));
    std::jthread stopping([&] { it.outbox->stop(); });
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::waiting) >= 30 - quick().schedule.per_peer; }));
    door.open();
    stopping.join();
    EXPECT_EQ(count(*it.store, DeliveryState::sending), 0U);
    EXPECT_EQ(count(*it.store, DeliveryState::delivered), it.transport.tried("p0").size());
    EXPECT_EQ(count(*it.store, DeliveryState::waiting), 30 - it.transport.tried("p0").size());
}

TEST(Outbox, keeps_the_lease_of_a_slow_delivery_so_that_nobody_sends_it_too) {
    Door door;
    Works it([&](const policy::Peer&, const Parcel&) {
        door.pass();
        return taken();
    });
    OutboxSettings settings = quick();
    settings.schedule.lease_ms = 200;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start(settings);
    ASSERT_TRUE(eventually([&] { return door.waiting() == 1; }));
    const base::Millis lease = delivery(*it.store, one.id).lease;
    ASSERT_TRUE(eventually([&] { return delivery(*it.store, one.id).lease > lease + 300; }));
    EXPECT_EQ(it.transport.tried("p0").size(), 1U);
    door.open();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
}

TEST(Outbox, goes_on_with_what_another_node_left_when_its_lease_has_ended) {
    Works it;
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
    Works it;
    it.start();
    const store::Delivery before = queue(*it.store, "p0", "a", "before");
    ASSERT_TRUE(it.comes_to(before, DeliveryState::delivered));
    it.site.clock.shift(24LL * 3'600'000);
    const store::Delivery ahead = queue(*it.store, "p0", "b", "ahead");
    ASSERT_TRUE(it.comes_to(ahead, DeliveryState::delivered));
    it.site.clock.shift(-48LL * 3'600'000);
    const store::Delivery behind = queue(*it.store, "p0", "c", "behind");
    EXPECT_TRUE(it.comes_to(behind, DeliveryState::delivered));
    EXPECT_EQ(it.transport.tried("p0").size(), 3U);
}

// What waits lies in the store and nowhere else, so a queue may be larger than memory.
TEST(Outbox, holds_few_deliveries_however_many_wait) {
    Door door;
    std::atomic<bool> is_open = false;
    Works it([&](const policy::Peer&, const Parcel&) {
        if (!is_open) {
            door.pass();
        }
        return taken();
    });
    const OpenAtEnd opened{door};
    constexpr std::uint64_t backlog = 4000;
    constexpr std::uint64_t few = 1000; // for each of three peers some hundreds
    queue_many(*it.store, backlog, 3);
    it.start();
    ASSERT_TRUE(eventually([&] { return door.waiting() >= static_cast<int>(quick().threads); }));
    EXPECT_LE(count(*it.store, DeliveryState::sending), few);
    is_open = true;
    door.open();
    std::uint64_t most = 0;
    EXPECT_TRUE(eventually([&] {
        most = std::max(most, count(*it.store, DeliveryState::sending));
        return count(*it.store, DeliveryState::delivered) == backlog;
    }));
    EXPECT_LE(most, few) << "nor at full speed";
}

TEST(Outbox, catches_up_on_a_backlog_while_new_deliveries_arrive) {
    Works it;
    constexpr int backlog = 1500;
    queue_many(*it.store, backlog, 3);
    it.start();
    const store::Delivery fresh = queue(*it.store, "p9", "a", "fresh");
    it.outbox->poke();
    EXPECT_TRUE(it.comes_to(fresh, DeliveryState::delivered));
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == backlog + 1; }));
}

} // namespace
} // namespace renkei::exchange::outbox_test
