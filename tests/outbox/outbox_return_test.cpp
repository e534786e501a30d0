// What waits for a peer that was away, when it is back.
#include "tests/outbox/running_outbox.h"

namespace renkei::outbox::outbox_return_test {
namespace {

using store::DeliveryState;

// Deliveries that fail would wait for half an hour if nothing made them due.
OutboxSettings patient() {
    OutboxSettings out = quick();
    out.schedule.initial_backoff_ms = out.schedule.max_backoff_ms = 3'600'000;
    out.schedule.max_overload_backoff_ms = 20;
    out.schedule.unresponsive_ms = 0; // a peer that answers after three failures is reachable again
    return out;
}

// Fails the first `attempts` messages, whatever they are, then takes everything.
FakeTransport::Behaviour is_away_for(int attempts, FailureScope scope) {
    return [left = std::make_shared<std::atomic<int>>(attempts), scope](const policy::Peer&,
                                                                        const OutboundMessage&) {
        return (*left)-- > 0 ? failing(scope) : taken();
    };
}

TEST(Outbox, makes_waiting_deliveries_due_when_the_peer_is_reachable_again) {
    RunningOutbox it(is_away_for(6, FailureScope::delivery));
    queue_many(*it.store, 20);
    it.start(patient());
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 20; }));
    EXPECT_EQ(it.transport.tried("p0").size(), 26U);
}

// The first of four deliveries hangs and is taken at last; the others fail until it was taken.
struct OneHangs {
    Gate gate{};
    std::atomic<bool> broken = true;
    FakeTransport::Behaviour behaviour() {
        return [this](const policy::Peer&, const OutboundMessage& message) {
            if (message.bytes != "0") {
                return broken ? failing(FailureScope::delivery) : taken();
            }
            gate.pass();
            broken = false;
            return taken();
        };
    }
};

TEST(Outbox, makes_deliveries_due_that_failed_just_before_the_peer_was_reachable) {
    OneHangs first;
    RunningOutbox it(first.behaviour());
    const OpenAtEnd at_end{first.gate};
    queue_many(*it.store, 4);
    it.start(patient());
    ASSERT_TRUE(eventually([&] { return first.gate.waiting() == 1; }));
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::waiting) == 3; }));
    first.gate.open();
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 4; }));
}

TEST(Outbox, makes_deliveries_due_that_failed_but_are_not_yet_recorded) {
    OneHangs first;
    Gate writer;
    RunningOutbox it(first.behaviour());
    const OpenAtEnd at_end{first.gate};
    queue_many(*it.store, 4);
    it.start(patient());
    ASSERT_TRUE(eventually([&] { return first.gate.waiting() == 1; }));
    std::jthread holding([&] {
        must(it.store->write([&](store::Transaction&) -> diag::Result<void> {
            writer.pass();
            return {};
        }));
    });
    ASSERT_TRUE(eventually(
        [&] { return it.transport.tried("p0").size() == 4 && it.outbox->state().in_flight == 1; }));
    first.gate.open();
    ASSERT_TRUE(eventually([&] { return it.outbox->state().delivered == 1; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(50)); // time to overlook them
    writer.open();
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 4; }));
}

TEST(Outbox, retries_at_once_an_attempt_that_began_before_the_peer_was_reachable) {
    Gate gate;
    std::atomic<bool> has_hung = false;
    RunningOutbox it([&, others = is_away_for(1, FailureScope::receiver)](const policy::Peer& peer,
                                                                          const OutboundMessage& message) {
        if (message.bytes != "hangs") {
            return others(peer, message);
        }
        if (has_hung.exchange(true)) {
            return taken();
        }
        gate.pass();
        return failing(FailureScope::delivery);
    });
    const OpenAtEnd at_end{gate};
    queue(*it.store, "p0", "a", "hangs");
    it.start(patient());
    ASSERT_TRUE(eventually([&] { return gate.waiting() == 1; }));
    queue_many(*it.store, 19);
    it.outbox->wake();
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 19; }))
        << "one that hangs keeps the others from being tried";
    gate.open();
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 20; }));
}

// Each waits for long by itself, so all of them are tried only if none waits for another.
TEST(Outbox, tries_all_that_waits_for_a_receiver_that_breaks_off_eleven_of_twelve_answers) {
    std::atomic<int> attempts = 0;
    RunningOutbox it([&](const policy::Peer&, const OutboundMessage&) {
        return ++attempts % 12 == 0 ? taken() : failing(FailureScope::delivery);
    });
    queue_many(*it.store, 36);
    OutboxSettings settings = patient();
    settings.schedule.unresponsive_ms = RetrySchedule().unresponsive_ms;
    it.start(settings);
    EXPECT_TRUE(eventually([&] {
        return count(*it.store, DeliveryState::delivered) == 3 && it.transport.tried("p0").size() == 36;
    }));
    EXPECT_EQ(it.outbox->state().unreachable_peers, 0U);
}

TEST(Outbox, delivers_all_to_a_receiver_that_breaks_off_eleven_of_twelve_answers) {
    std::atomic<int> attempts = 0;
    RunningOutbox it([&](const policy::Peer&, const OutboundMessage&) {
        return ++attempts % 12 == 0 ? taken() : failing(FailureScope::delivery);
    });
    queue_many(*it.store, 40);
    it.start();
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 40; }));
}

} // namespace
} // namespace renkei::outbox::outbox_return_test
