// Worker slots shared among peers: no peer waits because of what another one sends.
#include "gateway/network/documents/fair_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace renkei::documents::fair_queue_test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kib = 1U << 10;
constexpr std::size_t mib = 1U << 20;

// A queue under a lock with a clock that the test moves, the places that are taken, threads that wait, and
// the order in which they got a place.
class Places {
public:
    explicit Places(unsigned count) : queue_(count, [this] { return now_; }) {}
    ~Places() {
        {
            std::unique_lock lock(mutex_);
            while (order_.size() < threads_.size()) { // all get a place in the end
                entered_.wait(lock, [this] { return !taken_.empty() || order_.size() == threads_.size(); });
                if (!taken_.empty()) {
                    leave_first(taken_.begin());
                }
            }
        }
        threads_.clear();
    }
    bool acquire(const std::string& peer, std::size_t bytes = 1000, std::chrono::milliseconds max_wait = 0ms,
                 WorkKind task = WorkKind::conversion) {
        std::unique_lock lock(mutex_);
        std::optional<FairQueue::Slot> place = queue_.acquire(lock, max_wait, peer, bytes, task);
        if (place) {
            taken_.push_back(*place);
        }
        return place.has_value();
    }
    void release() {
        const std::lock_guard lock(mutex_);
        leave_first(taken_.begin());
    }
    // Another thread waits for a place when this returns.
    void wait(const std::string& peer, std::size_t bytes = 1000) {
        const std::size_t before = queue_waiting();
        threads_.emplace_back([this, peer, bytes] {
            std::unique_lock lock(mutex_);
            if (const auto place = queue_.acquire(lock, 60s, peer, bytes, WorkKind::conversion)) {
                taken_.push_back(*place);
                order_.push_back(peer);
                entered_.notify_all();
            }
        });
        while (queue_waiting() == before) {
            std::this_thread::yield();
        }
    }
    // The first holder of a place of this size leaves it after so long; returns the peer that then gets one.
    std::string next(WorkSize left = WorkSize::small, std::chrono::milliseconds worked = 0ms) {
        std::unique_lock lock(mutex_);
        const std::size_t before = order_.size();
        now_ += worked;
        leave_first(std::ranges::find(taken_, left, &FairQueue::Slot::size));
        entered_.wait_for(lock, 20s, [&] { return order_.size() > before; });
        return order_.size() > before ? order_.back() : "none";
    }

private:
    void leave_first(std::list<FairQueue::Slot>::iterator place) {
        queue_.release(*place);
        taken_.erase(place);
    }
    std::size_t queue_waiting() {
        const std::lock_guard lock(mutex_);
        return queue_.waiting();
    }

    std::mutex mutex_;
    std::condition_variable entered_;
    FairQueue::Time now_{};
    FairQueue queue_;
    std::list<FairQueue::Slot> taken_;
    std::vector<std::string> order_;
    std::vector<std::jthread> threads_;
};

TEST(FairQueue, gives_as_many_places_as_there_are) {
    Places slots(2);
    EXPECT_TRUE(slots.acquire("a"));
    EXPECT_TRUE(slots.acquire("a"));
    EXPECT_FALSE(slots.acquire("b"));
    slots.release();
    EXPECT_TRUE(slots.acquire("b"));
}

TEST(FairQueue, serves_a_peer_that_comes_behind_many_of_another_next) {
    Places slots(1);
    EXPECT_TRUE(slots.acquire("busy"));
    for (int i = 0; i < 5; ++i) {
        slots.wait("busy");
    }
    slots.wait("other");
    EXPECT_EQ(slots.next(), "other");
    EXPECT_EQ(slots.next(), "busy");
}

TEST(FairQueue, two_peers_take_turns) {
    Places slots(1);
    EXPECT_TRUE(slots.acquire("c"));
    for (int i = 0; i < 3; ++i) {
        slots.wait("a");
    }
    for (int i = 0; i < 3; ++i) {
        slots.wait("b");
    }
    std::string order;
    for (int i = 0; i < 6; ++i) {
        order += slots.next();
    }
    EXPECT_EQ(order, "ababab");
}

TEST(FairQueue, a_large_document_costs_more_turns_than_a_small_one) {
    Places slots(1);
    EXPECT_TRUE(slots.acquire("c"));
    slots.wait("a", mib);
    slots.wait("a", mib);
    for (int i = 0; i < 3; ++i) {
        slots.wait("b");
    }
    std::string order;
    for (int i = 0; i < 5; ++i) {
        order += slots.next();
    }
    EXPECT_EQ(order, "abbba");
}

TEST(FairQueue, large_documents_leave_a_place_for_small_ones) {
    Places slots(2);
    EXPECT_TRUE(slots.acquire("a", 10 * mib));
    EXPECT_FALSE(slots.acquire("a", 10 * mib));
    EXPECT_FALSE(slots.acquire("b", 10 * mib));
    EXPECT_TRUE(slots.acquire("b", 1000));
}

TEST(FairQueue, a_large_document_gets_the_only_place_there_is) {
    Places slots(1);
    EXPECT_TRUE(slots.acquire("a", 10 * mib));
}

TEST(FairQueue, a_large_document_that_waits_gets_its_place_when_another_large_one_is_done) {
    Places slots(2);
    EXPECT_TRUE(slots.acquire("a", 10 * mib));
    slots.wait("b", 10 * mib);
    EXPECT_TRUE(slots.acquire("c")) << "a small one passes it";
    EXPECT_EQ(slots.next(WorkSize::large), "b");
}

TEST(FairQueue, charges_nothing_for_a_timed_out_wait) {
    Places slots(1);
    EXPECT_TRUE(slots.acquire("c"));
    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(slots.acquire("a", mib, 1ms));
    }
    slots.wait("a");
    slots.wait("b");
    EXPECT_EQ(slots.next(), "a");
}

TEST(FairQueue, a_validation_of_more_than_128_KiB_leaves_a_place_for_small_ones) {
    Places slots(2);
    EXPECT_TRUE(slots.acquire("a", 129 * kib, 0ms, WorkKind::validation));
    EXPECT_FALSE(slots.acquire("a", 129 * kib, 0ms, WorkKind::validation));
    EXPECT_FALSE(slots.acquire("b", 129 * kib, 0ms, WorkKind::validation));
    EXPECT_TRUE(slots.acquire("b", 129 * kib)) << "a conversion of as many bytes is small";
}

TEST(FairQueue, the_time_that_a_document_took_counts_as_used_by_its_peer) {
    Places slots(1);
    EXPECT_TRUE(slots.acquire("slow"));
    slots.wait("slow");
    for (int i = 0; i < 3; ++i) {
        slots.wait("quick");
    }
    std::string order = slots.next(WorkSize::small, 100ms);
    for (int i = 0; i < 3; ++i) {
        order += " " + slots.next(WorkSize::small, 1ms);
    }
    EXPECT_EQ(order, "quick quick quick slow");
}

TEST(FairQueue, two_peers_share_the_time_and_not_the_number_of_documents) {
    Places slots(1);
    EXPECT_TRUE(slots.acquire("other"));
    for (int i = 0; i < 3; ++i) {
        slots.wait("slow");
    }
    for (int i = 0; i < 9; ++i) {
        slots.wait("quick");
    }
    std::string last = slots.next();
    std::string order(1, last.front());
    for (int i = 0; i < 11; ++i) {
        last = slots.next(WorkSize::small, last == "slow" ? 40ms : 10ms);
        order += last.front();
    }
    EXPECT_EQ(order, "sqqqqsqqqqsq"); // one of 40 ms, four of 10 ms
}

TEST(FairQueue, time_used_while_no_other_waited_is_forgotten_when_all_places_are_free) {
    Places slots(1);
    EXPECT_TRUE(slots.acquire("a"));
    slots.wait("a");
    EXPECT_EQ(slots.next(WorkSize::small, 10s), "a");
    slots.release();
    EXPECT_TRUE(slots.acquire("c"));
    slots.wait("a");
    slots.wait("b");
    EXPECT_EQ(slots.next(), "a") << "it came first";
}

} // namespace
} // namespace renkei::documents::fair_queue_test
