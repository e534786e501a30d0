// Places where documents are worked on, shared among peers: nobody waits because of what another one sends.
#include "gateway/documents/fair_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace renkei::documents {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t mib = 1U << 20;

// A queue under a lock, threads that wait in it, and the order in which they got a place.
class Places {
public:
    explicit Places(unsigned count) : queue_(count) {}
    ~Places() {
        for (std::size_t i = 0; i < threads_.size(); ++i) { // all get a place in the end
            leave();
        }
        threads_.clear();
    }
    bool enter(const std::string& peer, std::size_t bytes = 1000, std::chrono::milliseconds patience = 0ms) {
        std::unique_lock lock(mutex_);
        return queue_.enter(lock, patience, peer, bytes);
    }
    void leave(Size size = Size::small) {
        const std::lock_guard lock(mutex_);
        queue_.leave(size);
    }
    // Another thread waits for a place when this returns.
    void wait(const std::string& peer, std::size_t bytes = 1000) {
        const std::size_t before = queue_waiting();
        threads_.emplace_back([this, peer, bytes] {
            std::unique_lock lock(mutex_);
            if (queue_.enter(lock, 60s, peer, bytes)) {
                order_.push_back(peer);
                entered_.notify_all();
            }
        });
        while (queue_waiting() == before) {
            std::this_thread::yield();
        }
    }
    // Whoever gets the place that is left now.
    std::string next(Size left = Size::small) {
        std::unique_lock lock(mutex_);
        const std::size_t before = order_.size();
        queue_.leave(left);
        entered_.wait_for(lock, 20s, [&] { return order_.size() > before; });
        return order_.size() > before ? order_.back() : "nobody";
    }

private:
    std::size_t queue_waiting() {
        const std::lock_guard lock(mutex_);
        return queue_.waiting();
    }

    std::mutex mutex_;
    std::condition_variable entered_;
    FairQueue queue_;
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

} // namespace
} // namespace renkei::documents
