// Nodes whose clocks differ by more than a lease, and clocks that jump: what is delivered twice is so under
// one name, and counted once.
#include "tests/outbox/running_outbox.h"

#include <set>

namespace renkei::outbox::clocks_test {
namespace {

using store::DeliveryState;

constexpr base::Millis an_hour = 3'600'000; // a lease of these tests is two seconds

// The names under which any of the nodes handed deliveries over.
class Names {
public:
    void add(const std::string& delivery) {
        const std::scoped_lock lock(mutex_);
        names_.insert(delivery);
    }
    std::set<std::string> all() const {
        const std::scoped_lock lock(mutex_);
        return names_;
    }

private:
    mutable std::mutex mutex_;
    std::set<std::string> names_;
};

// Another node on the same store.
struct Other {
    Other(const RunningOutbox& first, base::Millis prefetch, FakeTransport::Behaviour behaviour)
        : site(first.site.folder()),
          transport(std::move(behaviour)) {
        site.clock.shift(prefetch);
        store = site.open("b");
        outbox = std::make_unique<Outbox>(*store, sender(site, *store, transport), quick());
    }
    StoreFixture site;
    std::unique_ptr<store::Store> store{};
    FakeTransport transport;
    std::unique_ptr<Outbox> outbox{};
};

TEST(Clocks, of_a_node_that_is_ahead_end_leases_early_and_nothing_is_recorded_twice) {
    Gate gate;
    Names names;
    RunningOutbox first([&](const policy::Peer&, const OutboundMessage& message) {
        names.add(message.delivery);
        gate.pass();
        return taken();
    });
    const OpenAtEnd at_end{gate};
    const store::Delivery one = queue(*first.store, "p0", "a", "one");
    first.start();
    ASSERT_TRUE(eventually([&] { return gate.waiting() == 1; }));
    Other prefetch(first, an_hour, [&](const policy::Peer&, const OutboundMessage& message) {
        names.add(message.delivery);
        return Attempt{.result = AttemptResult::delivered, .location = "/documents/of-b"};
    });
    prefetch.outbox->start();
    ASSERT_TRUE(first.comes_to(one, DeliveryState::delivered)) << "the other took it over";
    gate.open();
    first.outbox->stop();
    prefetch.outbox->stop();
    EXPECT_EQ(delivery(*first.store, one.id).state, DeliveryState::delivered);
    EXPECT_EQ(delivery(*first.store, one.id).remote_location, "/documents/of-b")
        << "what the late one heard does not count";
    EXPECT_EQ(names.all(), std::set<std::string>{one.id}) << "the receiver knows it again";
    EXPECT_EQ(audited(*first.store, "0"), 1U);
}

TEST(Clocks, that_differ_by_an_hour_lose_nothing_and_delay_nothing) {
    for (const base::Millis apart : {an_hour, -an_hour}) {
        constexpr int each = 20;
        RunningOutbox first;
        Other other(first, apart, {});
        first.start();
        other.outbox->start();
        queue_many(*first.store, each);
        queue_many(*other.store, each);
        EXPECT_TRUE(eventually([&] { return count(*first.store, DeliveryState::delivered) == 2 * each; }))
            << apart;
        first.outbox->stop();
        other.outbox->stop();
        EXPECT_EQ(audited(*first.store, "0"), 2U * each) << apart;
    }
}

TEST(Clocks, that_jump_while_the_outbox_runs_neither_delay_nor_expire_deliveries) {
    for (const base::Millis jump : {24 * an_hour, -24 * an_hour}) {
        RunningOutbox it;
        it.transport.is_there = false;
        it.start();
        const store::Delivery one = queue(*it.store, "p0", "a", "one");
        ASSERT_TRUE(eventually([&] { return !it.transport.tried("p0").empty(); }));
        it.site.clock.shift(jump);
        const store::Delivery two = queue(*it.store, "p0", "b", "two");
        it.transport.is_there = true;
        EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered)) << jump;
        EXPECT_TRUE(it.comes_to(two, DeliveryState::delivered)) << jump;
    }
}

} // namespace
} // namespace renkei::outbox::clocks_test
