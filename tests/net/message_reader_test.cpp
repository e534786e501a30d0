#include "gateway/network/net/message_reader.h"

#include "tests/net/socket_pair.h"
#include <gtest/gtest.h>

namespace renkei::net::message_reader_test {
namespace {

using namespace std::chrono_literals;
using test::SocketPair;

constexpr BodyLength in_chunks{.is_chunked = true};
constexpr std::size_t limit = 100'000;

Deadline soon() { return std::chrono::steady_clock::now() + 20s; }

// Reads the body of a message that was sent whole; the connection stays open.
struct Sent {
    explicit Sent(std::string_view bytes) { sockets.send(bytes); }
    BodyRead body(const BodyLength& length, std::size_t most = limit) {
        return reader.body(length, most, soon(), [this](std::string_view piece) {
            content += piece;
            return true;
        });
    }

    SocketPair sockets{};
    Stream stream{sockets.ours(), nullptr, Side::client};
    MessageReader reader{stream};
    std::string content{};
};

TEST(MessageReader, keeps_what_follows_a_message_for_the_next_one) {
    Sent it("first\r\n\r\nabcsecond\n\n2\r\nde\r\n0\r\n\r\n");
    EXPECT_EQ(it.reader.head(100, soon()).bytes, "first\r\n\r\n");
    EXPECT_EQ(it.body({.bytes = 3}).end, BodyEnd::whole);
    EXPECT_EQ(it.reader.head(100, soon()).bytes, "second\n\n");
    EXPECT_EQ(it.body(in_chunks).end, BodyEnd::whole);
    EXPECT_EQ(it.content, "abcde");
    EXPECT_EQ(it.reader.held(), 0U);
}

TEST(MessageReader, does_not_wait_for_the_rest_of_what_is_no_head) {
    for (const char* const bytes : {"SSH-2.0-x\r\n", "\r\n", "HTTX"}) {
        Sent it(bytes);
        const MessageReader::HeadRead head = it.reader.head(100, soon(), "HTTP/1.");
        EXPECT_EQ(head.io, Io::ok);
        EXPECT_EQ(head.bytes, bytes);
    }
}

TEST(MessageReader, reports_a_head_over_the_limit_without_its_end) {
    Sent it(std::string(100, 'x'));
    EXPECT_TRUE(it.reader.head(100, soon()).too_large);
}

TEST(MessageReader, reports_how_a_head_was_interrupted) {
    Sent it("HTTP/1.1 200");
    EXPECT_EQ(it.reader.head(100, std::chrono::steady_clock::now() + 10ms).io, Io::timed_out);
    EXPECT_TRUE(it.reader.has_begun());
    it.sockets.close();
    EXPECT_EQ(it.reader.head(100, soon()).io, Io::closed);
}

TEST(MessageReader, reads_no_body_over_the_limit) {
    EXPECT_EQ(Sent("abcd").body({.bytes = 4}, 3).end, BodyEnd::too_large);
    Sent it("2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n");
    EXPECT_EQ(it.body(in_chunks, 3).end, BodyEnd::too_large);
    EXPECT_EQ(it.content, "ab");
}

TEST(MessageReader, reports_a_body_that_is_cut) {
    for (const BodyLength& length : {BodyLength{.bytes = 9}, in_chunks}) {
        Sent it("3\r\nab");
        it.sockets.close();
        const BodyRead read = it.body(length);
        EXPECT_EQ(read.end, BodyEnd::interrupted);
        EXPECT_EQ(read.io, Io::closed);
    }
}

TEST(MessageReader, reads_over_no_more_extensions_and_trailers_than_fit_a_head) {
    const auto in_lines = [](std::size_t lines, const std::string& each, const std::string& last) {
        std::string out;
        for (std::size_t i = 0; i < lines; ++i) {
            out += each;
        }
        return out + last;
    };
    const std::string extended = "1;x=" + std::string(190, 'y') + "\r\nz\r\n";
    EXPECT_EQ(Sent(in_lines(100, extended, "0\r\n\r\n")).body(in_chunks).end, BodyEnd::whole);
    EXPECT_EQ(Sent(in_lines(200, extended, "0\r\n\r\n")).body(in_chunks).end, BodyEnd::long_lines);
    EXPECT_EQ(Sent("0\r\n" + in_lines(32, "a: b\r\n", "\r\n")).body(in_chunks).end, BodyEnd::whole);
    EXPECT_EQ(Sent("0\r\n" + in_lines(33, "a: b\r\n", "\r\n")).body(in_chunks).end, BodyEnd::long_lines);
    const std::string trailer = "a: " + std::string(2000, 'b') + "\r\n";
    EXPECT_EQ(Sent("0\r\n" + in_lines(10, trailer, "\r\n")).body(in_chunks).end, BodyEnd::whole);
    EXPECT_EQ(Sent("0\r\n" + in_lines(20, trailer, "\r\n")).body(in_chunks).end, BodyEnd::long_lines);
}

TEST(MessageReader, drops_the_rest_of_an_unwanted_body_only_if_it_is_short) {
    const auto unwanted = [](std::string_view) { return false; };
    Sent small("abcdnext\r\n\r\n");
    EXPECT_EQ(small.reader.body({.bytes = 4}, limit, soon(), unwanted).end, BodyEnd::whole);
    EXPECT_EQ(small.reader.head(100, soon()).bytes, "next\r\n\r\n");
    Sent large("ab");
    EXPECT_EQ(large.reader.body({.bytes = limit}, limit, soon(), unwanted).end, BodyEnd::unwanted);
    Sent chunk("1\r\na\r\n1\r\nb\r\n0\r\n\r\n");
    EXPECT_EQ(chunk.reader.body(in_chunks, limit, soon(), unwanted).end, BodyEnd::unwanted);
}

TEST(MessageReader, holds_no_more_of_a_body_than_one_read) {
    std::string chunks;
    for (int i = 0; i < 10'000; ++i) {
        chunks += "1\r\nx\r\n";
    }
    Sent it(chunks + "0\r\n\r\n");
    std::size_t most = 0;
    const BodyRead read = it.reader.body(in_chunks, limit, soon(), [&](std::string_view) {
        most = std::max(most, it.reader.held());
        return true;
    });
    EXPECT_EQ(read.end, BodyEnd::whole);
    EXPECT_LT(most, 10'000U);
}

} // namespace
} // namespace renkei::net::message_reader_test
