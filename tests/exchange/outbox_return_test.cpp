// What waits for a peer that was away, when it is back.
#include "tests/exchange/outbox_at_work.h"

namespace renkei::exchange::outbox_return_test {
namespace {

using store::DeliveryState;

// By themselves deliveries that fail would wait for half an hour.
OutboxSettings patient() {
    OutboxSettings out = quick();
    out.schedule.first_ms = out.schedule.ceiling_ms = 3'600'000;
    out.schedule.repair_ceiling_ms = 20;
    out.schedule.silent_ms = 0; // whoever answers after three failures is back
    return out;
}

// Fails so often in all, whatever it gets, then takes everything.
FakeTransport::Behaviour is_away_for(int attempts, Fault fault) {
    return [left = std::make_shared<std::atomic<int>>(attempts), fault](const policy::Peer&, const Parcel&) {
        return (*left)-- > 0 ? failing(fault) : taken();
    };
}

TEST(Outbox, brings_forward_what_waited_by_itself_when_the_peer_is_back) {
    Works it(is_away_for(6, Fault::delivery));
    queue_many(*it.store, 20);
    it.start(patient());
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 20; }));
    EXPECT_EQ(it.transport.tried("p0").size(), 26U);
}

// The first of four hangs and is taken at last; the others fail until it was.
struct OneHangs {
    Door door{};
    std::atomic<bool> broken = true;
    FakeTransport::Behaviour behaviour() {
        return [this](const policy::Peer&, const Parcel& parcel) {
            if (parcel.bytes != "0") {
                return broken ? failing(Fault::delivery) : taken();
            }
            door.pass();
            broken = false;
            return taken();
        };
    }
};

TEST(Outbox, brings_forward_what_failed_just_before_the_peer_came_back) {
    OneHangs first;
    Works it(first.behaviour());
    const OpenAtEnd at_end{first.door};
    queue_many(*it.store, 4);
    it.start(patient());
    ASSERT_TRUE(eventually([&] { return first.door.waiting() == 1; }));
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::waiting) == 3; }));
    first.door.open();
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 4; }));
}

TEST(Outbox, brings_forward_what_failed_but_is_not_yet_written_when_the_peer_is_back) {
    OneHangs first;
    Door writer;
    Works it(first.behaviour());
    const OpenAtEnd at_end{first.door};
    queue_many(*it.store, 4);
    it.start(patient());
    ASSERT_TRUE(eventually([&] { return first.door.waiting() == 1; }));
    std::jthread holding([&] {
        must(it.store->write([&](store::Transaction&) -> diag::Result<void> {
            writer.pass();
            return {};
        }));
    });
    ASSERT_TRUE(eventually([&] { return it.transport.tried("p0").size() == 4 && it.outbox->state().under_way == 1; }));
    first.door.open();
    ASSERT_TRUE(eventually([&] { return it.outbox->state().delivered == 1; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(50)); // time to overlook them
    writer.open();
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 4; }));
}

TEST(Outbox, tries_at_once_again_what_began_before_the_peer_came_back_and_failed_after) {
    Door door;
    std::atomic<bool> has_hung = false;
    Works it([&, others = is_away_for(1, Fault::receiver)](const policy::Peer& peer, const Parcel& parcel) {
        if (parcel.bytes != "hangs") {
            return others(peer, parcel);
        }
        if (has_hung.exchange(true)) {
            return taken();
        }
        door.pass();
        return failing(Fault::delivery);
    });
    const OpenAtEnd at_end{door};
    queue(*it.store, "p0", "a", "hangs");
    it.start(patient());
    ASSERT_TRUE(eventually([&] { return door.waiting() == 1; }));
    queue_many(*it.store, 19);
    it.outbox->poke();
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 19; })) << "one that hangs keeps the others from being tried";
    door.open();
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 20; }));
}

// Each waits for long by itself, so all of them are tried only if none waits for another.
TEST(Outbox, tries_all_that_waits_for_a_receiver_that_breaks_off_eleven_of_twelve_answers) {
    std::atomic<int> attempts = 0;
    Works it([&](const policy::Peer&, const Parcel&) { return ++attempts % 12 == 0 ? taken() : failing(Fault::delivery); });
    queue_many(*it.store, 36);
    OutboxSettings settings = patient();
    settings.schedule.silent_ms = Schedule().silent_ms;
    it.start(settings);
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 3 && it.transport.tried("p0").size() == 36; }));
    EXPECT_EQ(it.outbox->state().absent_peers, 0U);
}

TEST(Outbox, delivers_all_to_a_receiver_that_breaks_off_eleven_of_twelve_answers) {
    std::atomic<int> attempts = 0;
    Works it([&](const policy::Peer&, const Parcel&) { return ++attempts % 12 == 0 ? taken() : failing(Fault::delivery); });
    queue_many(*it.store, 40);
    it.start();
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 40; }));
}

} // namespace
} // namespace renkei::exchange::outbox_return_test
