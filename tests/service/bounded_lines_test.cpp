#include "gateway/forms/service/line_file.h"

#include "tests/support/must.h"
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <string>
#include <vector>

namespace renkei::service::bounded_lines_test {
namespace {

using test::must;

constexpr std::size_t mib = 1U << 20U;

// A stream that gives at most so many bytes at once.
BoundedLines::Read stream(std::string bytes, std::size_t at_once) {
    return [bytes = std::move(bytes), at_once, at = std::size_t{0}](std::span<char> room) mutable {
        const std::size_t n = std::min({room.size(), at_once, bytes.size() - at});
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), n, room.begin());
        at += n;
        return diag::Result<std::size_t>(n);
    };
}

constexpr const char* dropped = "(too long)";

std::vector<std::string> lines_of(const std::string& bytes, std::size_t longest, std::size_t at_once) {
    BoundedLines lines(stream(bytes, at_once), longest);
    std::vector<std::string> out;
    while (const auto line = must(lines.next())) {
        out.emplace_back(line->is_too_long ? dropped : line->text);
    }
    return out;
}

using Expected = std::vector<std::string>;

TEST(BoundedLines, are_the_same_in_whatever_pieces_they_come) {
    const std::string bytes = "one\n\ntwo\r\nthree\n123456\n1234567\n\nlast";
    for (std::size_t at_once = 1; at_once < bytes.size() + 2; ++at_once) {
        EXPECT_EQ(lines_of(bytes, 6, at_once),
                  (Expected{"one", "", "two", "three", "123456", dropped, "", "last"}))
            << at_once;
    }
}

TEST(BoundedLines, end_with_the_last_line_end) {
    EXPECT_EQ(lines_of("", 6, 9), Expected{});
    EXPECT_EQ(lines_of("\n", 6, 9), Expected{""});
    EXPECT_EQ(lines_of("a\n", 6, 9), Expected{"a"});
}

TEST(BoundedLines, count_neither_kind_of_line_end) {
    EXPECT_EQ(lines_of("123456\r\n123456\n1234567\r\n123456\r", 6, 3),
              (Expected{"123456", "123456", dropped, "123456"}));
}

TEST(BoundedLines, say_so_of_a_long_line_that_has_no_end) {
    EXPECT_EQ(lines_of("1234567", 6, 2), Expected{dropped});
    EXPECT_EQ(lines_of("a\n" + std::string(2 * mib, 'x'), 6, mib), (Expected{"a", dropped}));
}

TEST(BoundedLines, hand_on_what_stopped_the_reading) {
    BoundedLines lines([](std::span<char>) -> diag::Result<std::size_t> { return diag::fail({}, {}); }, 6);
    EXPECT_FALSE(lines.next());
}

long peak_kib() {
    rusage out{};
    getrusage(RUSAGE_SELF, &out);
    return out.ru_maxrss;
}

TEST(BoundedLines, keep_no_long_line_in_memory) {
    constexpr std::size_t length = 1024 * mib;
    std::size_t left = length;
    bool has_ended = false;
    BoundedLines lines(
        [&](std::span<char> room) {
            const std::size_t n = std::min(room.size(), left);
            std::fill_n(room.begin(), n, 'x');
            left -= n;
            if (n == 0 && !has_ended) {
                has_ended = true;
                room[0] = '\n';
                room[1] = 'a';
                return diag::Result<std::size_t>(2);
            }
            return diag::Result<std::size_t>(n);
        },
        mib);
    const long before = peak_kib();
    EXPECT_TRUE(must(lines.next())->is_too_long);
    EXPECT_EQ(must(lines.next())->text, "a");
    EXPECT_LT(peak_kib() - before, 16 * 1024) << "a line of 1 GiB";
}

} // namespace
} // namespace renkei::service::bounded_lines_test
