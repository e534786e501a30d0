// The budget of memory: who gets room, and who waits for it.
#include "gateway/network/http/memory_budget.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace renkei::http::test::memory_budget_test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t mib = 1024 * 1024;

MemoryBudget::Deadline in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

TEST(MemoryBudget, what_waits_for_the_network_takes_half_of_a_share_at_most) {
    MemoryBudget budget({.total = 1000, .per_caller = 200});
    const auto body = budget.open("a", MemoryUse::waiting);
    EXPECT_TRUE(body->grow(100));
    EXPECT_FALSE(body->grow(1));
    const auto work = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(work->grow(100));
    EXPECT_EQ(budget.held(), 200U);
}

TEST(MemoryBudget, one_caller_leaves_the_others_their_share) {
    MemoryBudget budget({.total = 1000, .per_caller = 200});
    const auto first = budget.open("a", MemoryUse::working);
    const auto second = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(first->grow(200));
    EXPECT_FALSE(second->grow(1));
    EXPECT_TRUE(budget.open("b", MemoryUse::working)->grow(200));
}

TEST(MemoryBudget, all_callers_together_stay_below_the_limit) {
    MemoryBudget budget({.total = 300, .per_caller = 200});
    const auto first = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(first->grow(200));
    const auto second = budget.open("b", MemoryUse::working);
    const auto third = budget.open("b", MemoryUse::working);
    EXPECT_TRUE(second->grow(100));
    EXPECT_FALSE(third->grow(1));
}

TEST(MemoryBudget, what_is_larger_than_a_share_gets_room_although_its_caller_and_others_hold_memory) {
    MemoryBudget budget({.total = 300, .per_caller = 200});
    const auto own = budget.open("a", MemoryUse::working);
    const auto other = budget.open("b", MemoryUse::working);
    EXPECT_TRUE(own->grow(150));
    EXPECT_TRUE(other->grow(150));
    EXPECT_TRUE(budget.open("a", MemoryUse::working)->grow(500));
    const auto large = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(large->grow(500)) << "the one before is gone";
    EXPECT_EQ(budget.held(), 800U);
    EXPECT_FALSE(budget.open("b", MemoryUse::working)->grow(500)) << "one at a time";
    EXPECT_FALSE(budget.open("b", MemoryUse::waiting)->grow(500)) << "only what is worked on";
    own->release();
    other->release();
    EXPECT_TRUE(budget.open("a", MemoryUse::working)->grow(200)) << "it takes nothing of a share";
    EXPECT_FALSE(budget.open("b", MemoryUse::working)->grow(301));
    EXPECT_TRUE(large->grow(100));
    large->shrink_to(0);
    EXPECT_TRUE(budget.open("b", MemoryUse::working)->grow(301));
}

TEST(MemoryBudget, what_takes_half_of_a_share_at_most_never_has_the_slot_of_a_large_one) {
    MemoryBudget budget({.total = 300, .per_caller = 200});
    const auto first = budget.open("a", MemoryUse::working);
    const auto second = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(first->grow(150));
    EXPECT_FALSE(second->grow(100));
    EXPECT_TRUE(second->grow(101));
    EXPECT_EQ(budget.held(), 251U);
}

TEST(MemoryBudget, a_large_reservation_that_grew_into_the_slot_leaves_nothing_in_its_share) {
    MemoryBudget budget({.total = 200, .per_caller = 200});
    const auto large = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(large->grow(90));
    EXPECT_TRUE(large->grow(900));
    EXPECT_EQ(budget.held(), 990U);
    const auto all = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(all->grow(200));
    large->release();
    EXPECT_EQ(budget.held(), 200U);
    all->release();
    EXPECT_EQ(budget.held(), 0U);
}

// Threads that wait for the slot that another one has, and the order in which they get it.
class SlotQueue {
public:
    SlotQueue() { first_->grow(500); }
    // When this returns, a thread of the caller waits behind the ones before it.
    void wait(const std::string& caller) {
        const std::size_t before = budget_.waiting_for_slot();
        threads_.emplace_back([this, caller] {
            const auto large = budget_.open(caller, MemoryUse::working);
            const bool grown = large->grow_until(in(60s), 500);
            const std::lock_guard lock(mutex_);
            order_ += grown ? caller : "-";
        });
        while (budget_.waiting_for_slot() == before) {
            std::this_thread::yield();
        }
    }
    std::string order() { // the order in which they got the slot
        first_->release();
        threads_.clear();
        return order_;
    }

private:
    MemoryBudget budget_{{.total = 300, .per_caller = 200}};
    std::unique_ptr<MemoryBudget::Reservation> first_ = budget_.open("a", MemoryUse::working);
    std::mutex mutex_;
    std::string order_;
    std::vector<std::jthread> threads_;
};

TEST(MemoryBudget, callers_take_turns_for_the_slot_of_large_reservations) {
    SlotQueue queue;
    for (const std::string caller : {"d", "b", "c"}) {
        queue.wait(caller);
    }
    EXPECT_EQ(queue.order(), "bcd");
}

TEST(MemoryBudget, the_slot_of_large_reservations_goes_round_among_callers) {
    SlotQueue queue; // "a" has it
    for (const std::string caller : {"a", "a", "a", "b", "b"}) {
        queue.wait(caller);
    }
    EXPECT_EQ(queue.order(), "babaa");
}

TEST(MemoryBudget, two_callers_with_many_large_reservations_do_not_keep_the_slot_from_a_third) {
    SlotQueue queue; // "a" has it
    for (const std::string caller : {"a", "a", "b", "b", "c"}) {
        queue.wait(caller);
    }
    EXPECT_EQ(queue.order(), "bcaba");
}

TEST(MemoryBudget, one_that_gave_up_waiting_for_the_slot_does_not_keep_it_from_others) {
    MemoryBudget budget({.total = 300, .per_caller = 200});
    const auto first = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(first->grow(500));
    EXPECT_FALSE(budget.open("b", MemoryUse::working)->grow_until(in(10ms), 500));
    first->release();
    EXPECT_TRUE(budget.open("c", MemoryUse::working)->grow(500));
    EXPECT_TRUE(budget.open("c", MemoryUse::working)->grow_until(in(10s), 500));
}

TEST(MemoryBudget, what_was_worked_on_and_waits_for_the_network_leaves_half_of_a_share_to_work) {
    MemoryBudget budget({.total = 1000, .per_caller = 200});
    const auto response = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(response->grow(101));
    EXPECT_FALSE(response->wait_for_network()) << "more than half of a share";
    EXPECT_EQ(budget.held(), 101U);
    response->shrink_to(100);
    EXPECT_TRUE(response->wait_for_network());
    EXPECT_FALSE(budget.open("a", MemoryUse::waiting)->grow(1));
    EXPECT_TRUE(budget.open("a", MemoryUse::working)->grow(100));
    response->release();
    EXPECT_EQ(budget.held(), 0U);
}

TEST(MemoryBudget, a_large_answer_that_waits_for_the_network_gives_the_slot_back) {
    MemoryBudget budget({.total = 1000, .per_caller = 200});
    const auto response = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(response->grow(500));
    EXPECT_FALSE(response->wait_for_network());
    EXPECT_FALSE(budget.open("b", MemoryUse::working)->grow(500)) << "it stays as it was";
    response->shrink_to(50);
    EXPECT_TRUE(response->wait_for_network());
    EXPECT_EQ(budget.held(), 50U);
    EXPECT_TRUE(budget.open("b", MemoryUse::working)->grow(500));
}

TEST(MemoryBudget, of_many_threads_that_take_and_give_back_nothing_is_held_in_the_end) {
    MemoryBudget budget({.total = 300, .per_caller = 200});
    {
        std::vector<std::jthread> threads;
        for (const std::string caller : {"a", "a", "b", "b"}) {
            threads.emplace_back([&budget, caller] {
                for (std::uint64_t i = 0; i < 300; ++i) {
                    const auto work = budget.open(caller, MemoryUse::working);
                    EXPECT_TRUE(work->grow_until(in(60s), i % 7 == 0 ? 250 : 40));
                    work->wait_for_network();
                    work->shrink_to(20);
                }
            });
        }
    }
    EXPECT_EQ(budget.held(), 0U);
}

TEST(MemoryBudget, a_reservation_waits_for_what_is_given_back) {
    MemoryBudget budget({.total = 200, .per_caller = 200});
    auto first = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(first->grow(200));
    const auto second = budget.open("a", MemoryUse::working);
    EXPECT_FALSE(second->grow_until(in(10ms), 100));
    const std::jthread other([&first] { first.reset(); });
    EXPECT_TRUE(second->grow_until(in(10s), 100));
}

TEST(MemoryBudget, a_refusal_says_when_to_try_again) {
    MemoryBudget budget({.total = 200, .per_caller = 200});
    const auto all = budget.open("a", MemoryUse::working);
    EXPECT_TRUE(all->grow(200));
    for (const std::string caller : {"a", "b"}) {
        const HttpError refusal = budget.refusal(caller).value();
        EXPECT_EQ(refusal.status(), 503);
        EXPECT_EQ(refusal.headers.at(0), (std::pair<std::string, std::string>("Retry-After", "5")));
    }
}

TEST(MemoryShare, covers_a_body_and_the_work_on_it_with_one_reservation) {
    MemoryBudget budget({.total = 200, .per_caller = 200});
    const MemoryShare::ReservationPtr body = budget.open("a", MemoryUse::working);
    ASSERT_TRUE(body->grow(50));
    MemoryShare share(budget, "a", body);
    ASSERT_TRUE(share.cover(150));
    EXPECT_EQ(budget.held(), 150U);
    ASSERT_TRUE(share.cover(120)) << "that much it has already";
    EXPECT_EQ(budget.held(), 150U);
    body->release();
    EXPECT_EQ(budget.held(), 0U);
}

TEST(MemoryShare, of_a_body_that_has_the_slot_grows_within_it) {
    MemoryBudget budget({.total = 200, .per_caller = 200});
    const MemoryShare::ReservationPtr body = budget.open("a", MemoryUse::working);
    ASSERT_TRUE(body->grow(300)) << "larger than everything: beside the limits";
    ASSERT_TRUE(MemoryShare(budget, "a", body).cover(5000));
    EXPECT_EQ(budget.held(), 5000U);
    EXPECT_TRUE(budget.open("b", MemoryUse::working)->grow(200)) << "others have all of theirs";
}

TEST(MemoryShare, without_limits_or_a_body_covers_everything) {
    MemoryBudget budget({.total = 200, .per_caller = 200});
    EXPECT_TRUE(MemoryShare().cover(1'000'000));
    EXPECT_TRUE(MemoryShare(budget, "a").cover(1'000'000));
    EXPECT_EQ(budget.held(), 0U);
}

TEST(MemoryBudget, is_an_eighth_of_the_machine_and_256_MiB_at_most) {
    EXPECT_GT(default_memory_bytes(), 0U);
    EXPECT_LE(default_memory_bytes(), 256 * mib);
}

} // namespace
} // namespace renkei::http::test::memory_budget_test
