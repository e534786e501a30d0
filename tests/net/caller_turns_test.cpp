// Turns of several callers of one server.
#include "gateway/network/net/caller_turns.h"

#include <gtest/gtest.h>

#include <atomic>
#include <list>
#include <memory>
#include <thread>
#include <vector>

namespace renkei::net::caller_turns_test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Held = std::unique_lock<CallerTurn>;

// As many as the caller gets without waiting.
std::vector<Held> all_turns(CallerTurn& caller) {
    std::vector<Held> out;
    for (;;) {
        Held one(caller, Clock::now());
        if (!one) {
            return out;
        }
        out.push_back(std::move(one));
    }
}

// A thread that waits for a turn, until it has got it.
class Waiting {
public:
    explicit Waiting(CallerTurn& caller)
        : thread_([this, &caller] {
              const Held held(caller, Clock::now() + 20s);
              has_turn = held.owns_lock();
              while (has_turn && !may_end) {
                  std::this_thread::yield();
              }
          }) {}
    std::atomic<bool> has_turn = false;
    std::atomic<bool> may_end = false;

private:
    std::jthread thread_;
};

TEST(CallerTurns, of_a_caller_that_is_alone_are_as_many_as_processors) {
    CallerTurns turns(4);
    EXPECT_EQ(all_turns(*turns.of("one")).size(), 4U);
}

TEST(CallerTurns, leave_a_processor_for_other_work_of_others) {
    CallerTurns turns(4);
    const CallerTurn::OtherWork other(turns.of("other"));
    EXPECT_EQ(all_turns(*turns.of("one")).size(), 3U);
}

TEST(CallerTurns, are_not_fewer_for_other_work_of_the_same_caller) {
    CallerTurns turns(4);
    const CallerTurn::OtherWork own(turns.of("one"));
    EXPECT_EQ(all_turns(*turns.of("one")).size(), 4U);
}

TEST(CallerTurns, are_a_share_of_the_processors_where_others_have_much_to_do) {
    CallerTurns turns(4);
    std::list<CallerTurn::OtherWork> work;
    for (const std::size_t share : {2U, 1U, 1U, 1U, 1U}) { // one in any case
        const std::string name = std::to_string(work.size());
        for (int i = 0; i < 8; ++i) {
            work.emplace_back(turns.of(name));
        }
        EXPECT_EQ(all_turns(*turns.of("one")).size(), share);
    }
}

TEST(CallerTurns, that_end_are_not_passed_on_while_another_has_work) {
    CallerTurns turns(2);
    const std::shared_ptr<CallerTurn> one = turns.of("one");
    std::vector<Held> held = all_turns(*one);
    ASSERT_EQ(held.size(), 2U);
    Waiting next(*one);
    while (one->waiting() == 0) {
        std::this_thread::yield();
    }
    {
        const CallerTurn::OtherWork other(turns.of("other"));
        held.pop_back();
        EXPECT_EQ(one->waiting(), 1U);
        held.pop_back();
        EXPECT_EQ(one->waiting(), 0U) << "one goes on beside the other";
    }
    next.may_end = true;
}

TEST(CallerTurns, of_those_that_wait_begin_when_the_work_of_others_has_ended) {
    CallerTurns turns(2);
    const std::shared_ptr<CallerTurn> one = turns.of("one");
    auto other = std::make_unique<CallerTurn::OtherWork>(turns.of("other"));
    std::vector<Held> held = all_turns(*one);
    ASSERT_EQ(held.size(), 1U);
    Waiting first(*one);
    Waiting second(*one);
    while (one->waiting() < 2) {
        std::this_thread::yield();
    }
    other.reset();
    held.clear();
    EXPECT_EQ(one->waiting(), 0U) << "both of them";
    first.may_end = true;
    second.may_end = true;
}

} // namespace
} // namespace renkei::net::caller_turns_test
