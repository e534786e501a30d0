// Places where documents are worked on, shared among peers: nobody waits because of what another one sends.
#include "gateway/documents/fair_queue.h"

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

// A queue under a lock with a clock that the test moves, the places that are taken, threads that wait, and the order in which they got a place.
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
    bool enter(const std::string& peer, std::size_t bytes = 1000, std::chrono::milliseconds patience = 0ms, Task task = Task::conversion) {
        std::unique_lock lock(mutex_);
        std::optional<FairQueue::Place> place = queue_.enter(lock, patience, peer, bytes, task);
        if (place) {
            taken_.push_back(*place);
        }
        return place.has_value();
    }
    void leave() {
        const std::lock_guard lock(mutex_);
        leave_first(taken_.begin());
    }
    // Another thread waits for a place when this returns.
    void wait(const std::string& peer, std::size_t bytes = 1000) {
        const std::size_t before = queue_waiting();
        threads_.emplace_back([this, peer, bytes] {
            std::unique_lock lock(mutex_);
            if (const auto place = queue_.enter(lock, 60s, peer, bytes, Task::conversion)) {
                taken_.push_back(*place);
                order_.push_back(peer);
                entered_.notify_all();
            }
        });
        while (queue_waiting() == before) {
            std::this_thread::yield();
        }
    }
    // The peer that gets the place that is left now, after so long, by the first that has one of that size.
    std::string next(Size left = Size::small, std::chrono::milliseconds worked = 0ms) {
        std::unique_lock lock(mutex_);
        const std::size_t before = order_.size();
        now_ += worked;
        leave_first(std::ranges::find(taken_, left, &FairQueue::Place::size));
        entered_.wait_for(lock, 20s, [&] { return order_.size() > before; });
        return order_.size() > before ? order_.back() : "none";
    }

private:
    void leave_first(std::list<FairQueue::Place>::iterator place) {
        queue_.leave(*place);
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
    std::list<FairQueue::Place> taken_;
    std::vector<std::string> order_;
    std::vector<std::jthread> threads_;
};

TEST(FairQueue, gives_as_many_places_as_there_are) {
    Places places(2);
    EXPECT_TRUE(places.enter("a"));
    EXPECT_TRUE(places.enter("a"));
    EXPECT_FALSE(places.enter("b"));
    places.leave();
    EXPECT_TRUE(places.enter("b"));
}

TEST(FairQueue, a_peer_that_comes_behind_many_of_another_is_next) {
    Places places(1);
    EXPECT_TRUE(places.enter("busy"));
    for (int i = 0; i < 5; ++i) {
        places.wait("busy");
    }
    places.wait("other");
    EXPECT_EQ(places.next(), "other");
    EXPECT_EQ(places.next(), "busy");
}

TEST(FairQueue, two_peers_take_turns) {
    Places places(1);
    EXPECT_TRUE(places.enter("c"));
    for (int i = 0; i < 3; ++i) {
        places.wait("a");
    }
    for (int i = 0; i < 3; ++i) {
        places.wait("b");
    }
    std::string order;
    for (int i = 0; i < 6; ++i) {
        order += places.next();
    }
    EXPECT_EQ(order, "ababab");
}

TEST(FairQueue, a_large_document_costs_more_turns_than_a_small_one) {
    Places places(1);
    EXPECT_TRUE(places.enter("c"));
    places.wait("a", mib);
    places.wait("a", mib);
    for (int i = 0; i < 3; ++i) {
        places.wait("b");
    }
    std::string order;
    for (int i = 0; i < 5; ++i) {
        order += places.next();
    }
    EXPECT_EQ(order, "abbba");
}

TEST(FairQueue, large_documents_leave_a_place_for_small_ones) {
    Places places(2);
    EXPECT_TRUE(places.enter("a", 10 * mib));
    EXPECT_FALSE(places.enter("a", 10 * mib));
    EXPECT_FALSE(places.enter("b", 10 * mib));
    EXPECT_TRUE(places.enter("b", 1000));
}

TEST(FairQueue, a_large_document_gets_the_only_place_there_is) {
    Places places(1);
    EXPECT_TRUE(places.enter("a", 10 * mib));
}

TEST(FairQueue, a_large_document_that_waits_gets_its_place_when_another_large_one_is_done) {
    Places places(2);
    EXPECT_TRUE(places.enter("a", 10 * mib));
    places.wait("b", 10 * mib);
    EXPECT_TRUE(places.enter("c")) << "a small one passes it";
    EXPECT_EQ(places.next(Size::large), "b");
}

TEST(FairQueue, one_that_gave_up_has_used_nothing) {
    Places places(1);
    EXPECT_TRUE(places.enter("c"));
    for (int i = 0; i < 20; ++i) {
        EXPECT_FALSE(places.enter("a", mib, 1ms));
    }
    places.wait("a");
    places.wait("b");
    EXPECT_EQ(places.next(), "a");
}

TEST(FairQueue, a_validation_of_more_than_128_KiB_leaves_a_place_for_small_ones) {
    Places places(2);
    EXPECT_TRUE(places.enter("a", 129 * kib, 0ms, Task::validation));
    EXPECT_FALSE(places.enter("a", 129 * kib, 0ms, Task::validation));
    EXPECT_FALSE(places.enter("b", 129 * kib, 0ms, Task::validation));
    EXPECT_TRUE(places.enter("b", 129 * kib)) << "a conversion of as many bytes is small";
}

TEST(FairQueue, the_time_that_a_document_took_counts_as_used_by_its_peer) {
    Places places(1);
    EXPECT_TRUE(places.enter("slow"));
    places.wait("slow");
    for (int i = 0; i < 3; ++i) {
        places.wait("quick");
    }
    std::string order = places.next(Size::small, 100ms);
    for (int i = 0; i < 3; ++i) {
        order += " " + places.next(Size::small, 1ms);
    }
    EXPECT_EQ(order, "quick quick quick slow");
}

TEST(FairQueue, two_peers_share_the_time_and_not_the_number_of_documents) {
    Places places(1);
    EXPECT_TRUE(places.enter("other"));
    for (int i = 0; i < 3; ++i) {
        places.wait("slow");
    }
    for (int i = 0; i < 9; ++i) {
        places.wait("quick");
    }
    std::string last = places.next();
    std::string order(1, last.front());
    for (int i = 0; i < 11; ++i) {
        last = places.next(Size::small, last == "slow" ? 40ms : 10ms);
        order += last.front();
    }
    EXPECT_EQ(order, "sqqqqsqqqqsq"); // one of 40 ms, four of 10 ms
}

TEST(FairQueue, time_used_while_no_other_waited_is_forgotten_when_all_places_are_free) {
    Places places(1);
    EXPECT_TRUE(places.enter("a"));
    places.wait("a");
    EXPECT_EQ(places.next(Size::small, 10s), "a");
    places.leave();
    EXPECT_TRUE(places.enter("c"));
    places.wait("a");
    places.wait("b");
    EXPECT_EQ(places.next(), "a") << "it came first";
}

} // namespace
} // namespace renkei::documents::fair_queue_test
