// Turns of the connections of one caller.
#include "gateway/network/http/request_reader.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <thread>
#include <vector>

namespace renkei::http::test::caller_turns_test {
namespace {

using namespace std::chrono_literals;

Deadline in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

TEST(CallerTurns, go_on_in_the_order_of_arrival) {
    CallerTurn turn;
    ASSERT_TRUE(turn.try_lock_until(in(0ms)));
    std::vector<std::size_t> order; // written by who has the turn
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            const std::unique_lock held(turn, in(20s));
            ASSERT_TRUE(held);
            order.push_back(i);
        });
        while (turn.waiting() <= i) {
            std::this_thread::yield();
        }
    }
    turn.unlock();
    threads.clear();
    EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(CallerTurns, are_not_given_to_one_whose_deadline_has_passed) {
    CallerTurn turn;
    ASSERT_TRUE(turn.try_lock_until(in(0ms)));
    EXPECT_FALSE(turn.try_lock_until(in(1ms)));
    EXPECT_EQ(turn.waiting(), 0U);
    turn.unlock();
    EXPECT_TRUE(turn.try_lock_until(in(0ms)));
}

TEST(CallerTurns, of_one_caller_do_not_delay_another) {
    CallerTurns turns;
    const std::shared_ptr<CallerTurn> one = turns.of("one");
    EXPECT_EQ(turns.of("one"), one);
    const std::unique_lock held(*one, in(0ms));
    EXPECT_TRUE(turns.of("other")->try_lock_until(in(0ms)));
}

// A body of 100 bytes of which some may be in the buffer behind the head.
struct Body {
    explicit Body(std::string_view sent) {
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
        EXPECT_EQ(::send(ends[0], sent.data(), sent.size(), 0), static_cast<ssize_t>(sent.size()));
        stream.emplace(ends[1], nullptr, net::Side::server);
    }
    ~Body() {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    Body(const Body&) = delete;
    Body& operator=(const Body&) = delete;

    Io read(const std::shared_ptr<CallerTurn>& turn, std::size_t bytes_before) {
        RequestReader reader(*stream);
        EXPECT_EQ(reader.head(1000, in(10s)).io, Io::ok);
        return reader
            .body({.body = {.bytes = 100}}, 1000, in(20ms),
                  [this](std::string_view bytes) {
                      taken += bytes.size();
                      return HttpResult<void>();
                  },
                  {.turn = turn, .bytes = bytes_before})
            .io;
    }
    std::array<int, 2> ends{};
    std::optional<Stream> stream{};
    std::size_t taken = 0;
};

TEST(CallerTurns, are_waited_for_by_packed_and_long_bodies_alone) {
    const auto turn = std::make_shared<CallerTurn>();
    const std::unique_lock held(*turn, in(0ms));
    const std::string whole = "POST / HTTP/1.1\r\n\r\n" + std::string(100, 'a');
    Body small(whole);
    EXPECT_EQ(small.read(turn, bytes_without_turn), Io::ok);
    EXPECT_EQ(small.taken, 100U);
    Body packed(whole);
    EXPECT_EQ(packed.read(turn, 0), Io::timed_out);
    EXPECT_EQ(packed.taken, 0U);
    Body is_long(whole.substr(0, whole.size() - 30));
    ASSERT_EQ(::send(is_long.ends[0], "b", 1, 0), 1); // behind the first bytes that are read with the head
    EXPECT_EQ(is_long.read(turn, 50), Io::timed_out);
}

} // namespace
} // namespace renkei::http::test::caller_turns_test
