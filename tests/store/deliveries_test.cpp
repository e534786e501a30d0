#include "gateway/network/store/rows/uuid_bytes.h"
#include "gateway/network/store/session/session.h"
#include "gateway/network/store/sql/sql.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"
#include <gmock/gmock.h>

namespace renkei::store::deliveries_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr Millis lease = 60'000;

class StoredDeliveries : public Contract {
protected:
    void SetUp() override {
        Contract::SetUp();
        if (store != nullptr) {
            version = add(*store, "d");
        }
    }
    // A delivery whose name is its reason.
    Delivery put(const std::string& name, const std::string& peer, const std::string& order, Millis created,
                 DeliveryState state = DeliveryState::waiting) {
        Delivery it = delivery(version, peer, order, created);
        it.reason = diag::as_recorded(name);
        it.state = state;
        write(*store, [&](Transaction& transaction) { return transaction.add(it); });
        return it;
    }
    std::vector<Delivery> claim(Millis now, std::uint32_t limit = 10,
                                const std::vector<std::string>& busy = {}) {
        std::vector<Delivery> out;
        write(*store, [&](Transaction& transaction) -> diag::Result<void> {
            TRY(out, transaction.claim(now, now + lease, limit, busy));
            return {};
        });
        return out;
    }
    std::vector<std::string> claimed(Millis now, std::uint32_t limit = 10,
                                     const std::vector<std::string>& busy = {}) {
        return names(claim(now, limit, busy));
    }
    static std::vector<std::string> names(const std::vector<Delivery>& deliveries) {
        std::vector<std::string> out;
        for (const Delivery& it : deliveries) {
            out.push_back(it.reason.arguments().front());
        }
        return out;
    }
    Delivery of(const std::string& id) {
        return read<std::optional<Delivery>>(*store, [&](const Snapshot& it) { return it.delivery(id); })
            .value();
    }
    void set_state(const Delivery& which, DeliveryState state, Millis due = 0) {
        write(*store, [&](Transaction& transaction) -> diag::Result<void> {
            TRY(auto it, transaction.delivery(which.id));
            it->state = state;
            it->due = due;
            return transaction.update(*it);
        });
    }
    std::vector<std::string> listed(const DeliveryQuery& query) const {
        return names(
            read<std::vector<Delivery>>(*store, [&](const Snapshot& it) { return it.deliveries(query); }));
    }
    Version version;
};
RENKEI_ON_BOTH_ENGINES(StoredDeliveries);

TEST_P(StoredDeliveries, that_go_together_are_claimed_together) {
    const auto put_in = [&](const std::string& name, Millis created, const std::string& set) {
        Delivery it = delivery(version, "clinic", "line", created);
        it.reason = diag::as_recorded(name);
        it.together = hash_of(set);
        write(*store, [&](Transaction& transaction) { return transaction.add(it); });
        return it;
    };
    const Delivery first = put_in("first", 1, "one");
    const Delivery second = put_in("second", 1, "one");
    put_in("of another set", 2, "two");
    put("by itself", "clinic", "line", 3);
    EXPECT_EQ(of(first.id).together, hash_of("one"));
    const std::vector<Delivery> fronts = claim(10);
    ASSERT_EQ(fronts.size(), 1U) << "the rest is in its line";
    const auto others = read<std::vector<Delivery>>(
        *store, [&](const Snapshot& it) { return it.claimed_with(fronts.front()); });
    EXPECT_THAT(names(others), ElementsAre(names(fronts).front() == "first" ? "second" : "first"));
    EXPECT_EQ(of(first.id).state, DeliveryState::sending);
    EXPECT_EQ(of(second.id).state, DeliveryState::sending);

    EXPECT_THAT(claimed(20), IsEmpty());
    EXPECT_EQ(claim(20 + lease).size(), 1U) << "once the lease of the set has ended";
    EXPECT_EQ(of(first.id).attempts + of(second.id).attempts, 2U) << "each may have gone";
    set_state(first, DeliveryState::delivered);
    EXPECT_THAT(claimed(30 + lease), IsEmpty());
    set_state(second, DeliveryState::delivered);
    EXPECT_THAT(claimed(30 + lease), ElementsAre("of another set"));
}

TEST_P(StoredDeliveries, is_read_as_it_was_added) {
    Delivery it = delivery(version, "clinic", "order", 100);
    it.state = DeliveryState::dead;
    it.attempts = 7;
    it.certain_failures = 3;
    it.due = 101;
    it.changed = 102;
    it.reason = diag::DeliveryReason(diag::ReasonCode::gave_up)
                    .because(diag::answered_because(401, "caller-not-known"));
    it.remote_location = "Location";
    it.node = "n";
    it.lease = 103;
    write(*store, [&](Transaction& transaction) { return transaction.add(it); });
    const auto back = read<std::optional<Delivery>>(
        *store, [&](const Snapshot& snapshot) { return snapshot.delivery(it.id); });
    ASSERT_TRUE(back);
    EXPECT_EQ(std::tie(back->id, back->document, back->version, back->peer, back->order, back->state,
                       back->attempts),
              std::tie(it.id, it.document, it.version, it.peer, it.order, it.state, it.attempts));
    EXPECT_EQ(std::tie(back->created, back->due, back->changed, back->reason, back->remote_location,
                       back->node, back->lease, back->certain_failures),
              std::tie(it.created, it.due, it.changed, it.reason, it.remote_location, it.node, it.lease,
                       it.certain_failures));
}

TEST_P(StoredDeliveries, are_known_by_the_version_that_they_bring) {
    const auto state_of = [&](const std::string& peer, const Version& asked) {
        return read<std::vector<DeliveryState>>(*store,
                                                [&](const Snapshot& it) {
                                                    return it.delivery_states(peer, {asked, asked});
                                                })
            .at(1);
    };
    EXPECT_EQ(state_of("clinic", version), DeliveryState::waiting) << "there is none";
    set_state(put("one", "clinic", "order", 100), DeliveryState::dead);
    set_state(put("two", "clinic", "order", 200), DeliveryState::delivered);
    EXPECT_EQ(state_of("clinic", version), DeliveryState::delivered) << "the newest one";
    EXPECT_EQ(state_of("other", version), DeliveryState::waiting);
    Version later = version;
    later.number = 2;
    EXPECT_EQ(state_of("clinic", later), DeliveryState::waiting);
}

// As a newer version may write it.
TEST_P(StoredDeliveries, show_a_reason_that_is_not_known_here_as_it_is) {
    const Delivery it = put("one", "clinic", "order", 100);
    write(*store, [](Transaction& transaction) {
        return transaction.session().sql.send("UPDATE delivery SET reason = 'moon-too-full'", {});
    });
    EXPECT_EQ(of(it.id).reason, diag::as_recorded("moon-too-full"));
}

TEST_P(StoredDeliveries, store_the_number_of_certain_failures) {
    Delivery it = put("one", "clinic", "order", 100);
    it.attempts = it.certain_failures = 2;
    write(*store, [&](Transaction& transaction) { return transaction.update(it); });
    const auto back = read<std::optional<Delivery>>(
        *store, [&](const Snapshot& snapshot) { return snapshot.delivery(it.id); });
    EXPECT_EQ(back->certain_failures, 2U);
    EXPECT_FALSE(back->may_have_arrived());
}

TEST_P(StoredDeliveries, claiming_sets_node_and_lease) {
    put("one", "clinic", "order", 100);
    EXPECT_THAT(claim(99), IsEmpty()) << "not due yet";
    const auto taken = claim(100);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].state, DeliveryState::sending);
    EXPECT_EQ(taken[0].node, "a");
    EXPECT_EQ(taken[0].lease, 100 + lease);
    EXPECT_EQ(taken[0].changed, 100);
    const auto kept = read<std::optional<Delivery>>(
        *store, [&](const Snapshot& snapshot) { return snapshot.delivery(taken[0].id); });
    EXPECT_EQ(kept->state, DeliveryState::sending);
    EXPECT_THAT(claimed(100), IsEmpty());
}

TEST_P(StoredDeliveries, an_expired_lease_is_claimed_again) {
    put("one", "clinic", "order", 100);
    claim(100);
    EXPECT_THAT(claimed(100 + lease - 1), IsEmpty());
    const std::vector<Delivery> again = claim(100 + lease);
    EXPECT_THAT(names(again), ElementsAre("one"));
    EXPECT_EQ(again.at(0).attempts, 1U) << "its node may have sent it before it died";
    EXPECT_TRUE(again.at(0).may_have_arrived());
}

TEST_P(StoredDeliveries, of_one_order_only_the_earliest_is_claimed) {
    const Delivery second = put("second", "clinic", "order", 200);
    const Delivery first = put("first", "clinic", "order", 100);
    put("other order", "clinic", "order 2", 300);
    put("other peer", "network", "order", 300);
    EXPECT_THAT(claimed(1000), UnorderedElementsAre("first", "other order", "other peer"));
    EXPECT_THAT(claimed(1000), IsEmpty()) << "second stands behind first";
    set_state(first, DeliveryState::waiting, 5000);
    EXPECT_THAT(claimed(1000), IsEmpty()) << "also while first waits for another attempt";
    EXPECT_THAT(claimed(5000), ElementsAre("first"));
    set_state(first, DeliveryState::delivered);
    EXPECT_THAT(claimed(5000), ElementsAre("second"));
    set_state(second, DeliveryState::delivered);
    put("third", "clinic", "order", 400);
    EXPECT_THAT(claimed(5000), ElementsAre("third")) << "an empty queue starts again";
}

TEST_P(StoredDeliveries, the_id_decides_between_two_of_the_same_time) {
    put("first", "clinic", "order", 100);
    put("second", "clinic", "order", 100);
    EXPECT_THAT(claimed(1000), ElementsAre("first"));
}

TEST_P(StoredDeliveries, a_late_one_does_not_overtake_one_under_way) {
    const Delivery late = put("late", "clinic", "order", 200);
    EXPECT_THAT(claimed(1000), ElementsAre("late"));
    const Delivery early = put("early", "clinic", "order", 100);
    EXPECT_THAT(claimed(1000), IsEmpty());
    set_state(early, DeliveryState::waiting, 50);
    EXPECT_THAT(claimed(1000), IsEmpty());
    set_state(late, DeliveryState::waiting, 200);
    EXPECT_THAT(claimed(1000), ElementsAre("early"));
}

TEST_P(StoredDeliveries, dead_cancelled_and_fetched_ones_do_not_block_others) {
    const Delivery dead = put("dead", "clinic", "1", 100);
    const Delivery cancelled = put("cancelled", "clinic", "2", 100);
    put("mailbox", "clinic", "3", 100, DeliveryState::mailbox);
    for (const std::string order : {"1", "2", "3"}) {
        put("behind " + order, "clinic", order, 200);
    }
    set_state(dead, DeliveryState::dead);
    set_state(cancelled, DeliveryState::cancelled);
    EXPECT_THAT(claimed(1000), UnorderedElementsAre("behind 1", "behind 2", "behind 3"));
}

TEST_P(StoredDeliveries, a_dead_one_can_be_retried) {
    const Delivery dead = put("dead", "clinic", "order", 100, DeliveryState::dead);
    EXPECT_THAT(claimed(1000), IsEmpty());
    set_state(dead, DeliveryState::waiting, 500);
    EXPECT_THAT(claimed(499), IsEmpty());
    EXPECT_THAT(claimed(500), ElementsAre("dead"));
}

TEST_P(StoredDeliveries, are_claimed_for_peers_in_turn) {
    for (int i = 0; i < 5; ++i) {
        put("a" + std::to_string(i), "a", "order " + std::to_string(i), 100 + i);
    }
    put("b0", "b", "order", 900);
    put("c0", "c", "order", 901);
    EXPECT_THAT(claimed(1000, 2, {"b"}), UnorderedElementsAre("a0", "c0"));
    EXPECT_THAT(claimed(1000, 3), UnorderedElementsAre("a1", "a2", "b0"));
    EXPECT_THAT(claimed(1000, 3, {"a"}), IsEmpty());
    EXPECT_THAT(claimed(1000, 3), UnorderedElementsAre("a3", "a4"));
}

TEST_P(StoredDeliveries, of_a_skipped_peer_stay_unchanged_and_in_order) {
    const Delivery first = put("first", "a", "order", 100);
    put("second", "a", "order", 200);
    put("other", "a", "order 2", 150);
    EXPECT_THAT(claimed(100'000, 10, {"a"}), IsEmpty());
    const auto kept = read<std::optional<Delivery>>(
        *store, [&](const Snapshot& snapshot) { return snapshot.delivery(first.id); });
    EXPECT_EQ(std::tie(kept->state, kept->attempts, kept->due, kept->changed),
              std::tie(first.state, first.attempts, first.due, first.changed));
    EXPECT_THAT(claimed(100'000), ElementsAre("first", "other"));
}

TEST_P(StoredDeliveries, lists_count_and_page) {
    put("one", "clinic", "1", 100);
    put("two", "clinic", "2", 200, DeliveryState::dead);
    put("three", "network", "3", 300, DeliveryState::mailbox);
    const Delivery four = put("four", "clinic", "4", 50);
    EXPECT_THAT(listed({}), ElementsAre("one", "two", "three", "four"));
    EXPECT_THAT(listed({.peer = "clinic"}), ElementsAre("one", "two", "four"));
    EXPECT_THAT(listed({.peer = "clinic", .states = {DeliveryState::dead, DeliveryState::mailbox}}),
                ElementsAre("two"));
    EXPECT_THAT(listed({.document = version.document, .states = {DeliveryState::mailbox}}),
                ElementsAre("three"));
    EXPECT_THAT(listed({.document = "0198f6a0-0000-7000-8000-000000000000"}), IsEmpty());
    EXPECT_THAT(listed({.limit = 3}), ElementsAre("one", "two", "three"));
    EXPECT_THAT(listed({.after = four.id}), IsEmpty());
    const auto counts = read<std::map<DeliveryState, std::uint64_t>>(
        *store, [](const Snapshot& it) { return it.delivery_counts(); });
    EXPECT_EQ(counts,
              (std::map<DeliveryState, std::uint64_t>{
                  {DeliveryState::waiting, 2}, {DeliveryState::dead, 1}, {DeliveryState::mailbox, 1}}));
    const auto of_one = read<std::map<DeliveryState, std::uint64_t>>(
        *store, [](const Snapshot& it) { return it.delivery_counts("network"); });
    EXPECT_EQ(of_one, (std::map<DeliveryState, std::uint64_t>{{DeliveryState::mailbox, 1}}));
    EXPECT_EQ(read<std::optional<Millis>>(*store, [](const Snapshot& it) { return it.oldest_waiting(); }),
              50);
}

TEST_P(StoredDeliveries, at_the_head_of_a_queue_are_under_way_or_the_earliest) {
    const Delivery second = put("second", "clinic", "one", 200);
    const Delivery first = put("first", "clinic", "one", 100);
    put("other", "clinic", "two", 50);
    const auto front = [&] {
        return read<std::optional<Delivery>>(
            *store, [&](const Snapshot& it) { return it.front("clinic", first.order); });
    };
    ASSERT_TRUE(front());
    EXPECT_EQ(front()->id, first.id);
    set_state(first, DeliveryState::dead);
    EXPECT_EQ(front()->id, second.id);
    set_state(second, DeliveryState::delivered);
    EXPECT_FALSE(front());
}

TEST_P(StoredDeliveries, of_some_peers_are_counted_while_they_are_unfinished_and_left_out_of_the_oldest) {
    put("held", "clinic", "1", 100);
    put("dead", "clinic", "2", 50, DeliveryState::dead);
    put("held, too", "network", "3", 200);
    put("goes out", "hospital", "4", 300);
    const auto unfinished = [&](const std::vector<std::string>& peers) {
        return read<std::uint64_t>(*store, [&](const Snapshot& it) { return it.count_unfinished(peers); });
    };
    EXPECT_EQ(unfinished({"clinic", "network"}), 2U);
    EXPECT_EQ(unfinished({"clinic"}), 1U);
    EXPECT_EQ(unfinished({}), 0U);
    const auto oldest = [&](const std::vector<std::string>& but_not_for) {
        return read<std::optional<Millis>>(
            *store, [&](const Snapshot& it) { return it.oldest_waiting(but_not_for); });
    };
    EXPECT_EQ(oldest({}), 100);
    EXPECT_EQ(oldest({"clinic", "network"}), 300);
    EXPECT_EQ(oldest({"clinic", "network", "hospital"}), std::nullopt);
}

TEST_P(StoredDeliveries, an_unknown_one_is_reported) {
    Delivery it = delivery(version, "clinic", "order", 100);
    EXPECT_EQ(message_of(store->write([&](Transaction& transaction) { return transaction.update(it); })),
              diag::message::delivery_unknown);
    it.id = "no id";
    EXPECT_EQ(message_of(store->write([&](Transaction& transaction) { return transaction.update(it); })),
              diag::message::delivery_unknown);
    EXPECT_FALSE(read<std::optional<Delivery>>(*store, [&](const Snapshot& snapshot) {
                     return snapshot.delivery(it.id);
                 }).has_value());
}

// What the queue does with any order of events is the same as what a list does that is searched from its
// beginning every time.
TEST_P(StoredDeliveries, queues_behave_like_a_searched_list) {
    std::vector<Delivery> model;
    std::uint64_t random = 20261120;
    const auto next = [&](std::uint64_t below) {
        random = random * 6364136223846793005ULL + 1442695040888963407ULL;
        return (random >> 33U) % below;
    };
    const auto expected = [&](Millis now) {
        std::vector<std::string> out;
        for (const Delivery& it : model) {
            const bool unfinished = it.state == DeliveryState::waiting || it.state == DeliveryState::sending;
            bool blocked = !unfinished || (it.state == DeliveryState::waiting ? it.due : it.lease) > now;
            for (const Delivery& other : model) {
                const bool same_line = other.id != it.id && other.peer == it.peer && other.order == it.order;
                const bool earlier = std::tie(other.created, other.id) < std::tie(it.created, it.id);
                blocked = blocked || (same_line && (other.state == DeliveryState::sending ||
                                                    (other.state == DeliveryState::waiting && earlier &&
                                                     it.state != DeliveryState::sending)));
            }
            if (!blocked) {
                out.push_back(it.id);
            }
        }
        std::ranges::sort(out);
        return out;
    };
    for (Millis now = 1000; now < 1150; ++now) {
        if (next(2) == 0) {
            model.push_back(put("", next(2) == 0 ? "a" : "b", next(2) == 0 ? "x" : "y",
                                now - static_cast<Millis>(next(20))));
            model.back().due = model.back().created;
        }
        const auto wanted = expected(now);
        std::vector<std::string> ids;
        for (const Delivery& taken : claim(now, 100)) {
            ids.push_back(taken.id);
            auto it = std::ranges::find(model, taken.id, &Delivery::id);
            *it = taken;
            const DeliveryState states[] = {DeliveryState::sending, DeliveryState::waiting,
                                            DeliveryState::delivered, DeliveryState::dead};
            const DeliveryState state = states[next(4)];
            if (state != DeliveryState::sending) {
                it->state = state;
                it->due = now + static_cast<Millis>(next(5));
                set_state(*it, state, it->due);
            }
        }
        std::ranges::sort(ids);
        ASSERT_EQ(ids, wanted) << "at " << now;
    }
}

} // namespace
} // namespace renkei::store::deliveries_test
