// The strict reading of a request's head: a table of what is refused, and with what.
#include "gateway/network/http/request_head.h"

#include <gtest/gtest.h>

namespace renkei::http::request_head_test {
namespace {

const Limits limits{.header_fields = 5};

int status_of(std::string_view bytes) {
    const HttpResult<RequestHead> head = read_head(bytes, limits);
    if (!head) {
        return head.error().status();
    }
    const HttpResult<Framing> framing = read_framing(*head);
    return framing ? 0 : framing.error().status();
}

std::string with(std::string_view headers) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n";
}

TEST(RequestHead, is_read_with_its_headers_trimmed) {
    const HttpResult<RequestHead> head =
        read_head("GET /a?b=1 HTTP/1.1\r\nHost:  x \r\nA:\tb\t\r\n\r\n", limits);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->method, "GET");
    EXPECT_EQ(head->target, "/a?b=1");
    EXPECT_EQ(head->headers, (Pairs{{"Host", "x"}, {"A", "b"}}));
}

TEST(RequestHead, a_body_is_announced_by_length_or_in_chunks) {
    const HttpResult<Framing> sized = read_framing(read_head(with("Content-Length: 12\r\n"), limits).value());
    ASSERT_TRUE(sized);
    EXPECT_EQ(sized->length(), 12U);
    EXPECT_FALSE(sized->body.is_chunked);
    const HttpResult<Framing> chunked = read_framing(
        read_head(with("transfer-encoding: Chunked\r\nExpect: 100-Continue\r\n"), limits).value());
    ASSERT_TRUE(chunked);
    EXPECT_TRUE(chunked->body.is_chunked);
    EXPECT_TRUE(chunked->expects_continue);
}

TEST(RequestHead, connection_close_is_read_in_a_list) {
    EXPECT_TRUE(read_framing(read_head(with("Connection: TE, Close\r\n"), limits).value())->closes);
    EXPECT_FALSE(read_framing(read_head(with("Connection: keep-alive\r\n"), limits).value())->closes);
}

struct Case {
    const char* what;
    std::string bytes;
    int status;
};

TEST(RequestHead, what_two_readers_could_understand_differently_is_refused) {
    const Case cases[] = {
        {"good", with("Content-Length: 0\r\n"), 0},
        {"two lengths", with("Content-Length: 5\r\nContent-Length: 6\r\n"), 400},
        {"two equal lengths", with("Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
        {"a list of lengths", with("Content-Length: 5, 5\r\n"), 400},
        {"a signed length", with("Content-Length: +5\r\n"), 400},
        {"a negative length", with("Content-Length: -1\r\n"), 400},
        {"a hexadecimal length", with("Content-Length: 0x5\r\n"), 400},
        {"no digits", with("Content-Length: \r\n"), 400},
        {"a length beyond 64 bits", with("Content-Length: 99999999999999999999\r\n"), 400},
        {"length and chunks", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
        {"another coding", with("Transfer-Encoding: gzip\r\n"), 400},
        {"two codings", with("Transfer-Encoding: gzip, chunked\r\n"), 400},
        {"two coding headers", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), 400},
        {"a coding with a tail", with("Transfer-Encoding: chunked;x\r\n"), 400},
        {"space before the colon", with("Content-Length : 5\r\n"), 400},
        {"a continued line", with("A: b\r\n c\r\n"), 400},
        {"a bare line feed", with("A: b\nContent-Length: 5\r\n"), 400},
        {"a bare carriage return", with("A: b\rContent-Length: 5\r\n"), 400},
        {"a NUL", with(std::string("A: b\0c\r\n", 8)), 400},
        {"no colon", with("A\r\n"), 400},
        {"no name", with(": b\r\n"), 400},
        {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"two hosts", with("Host: b\r\n"), 400},
        {"a host of two words", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"a host with a user", "GET / HTTP/1.1\r\nHost: b@a\r\n\r\n", 400},
        {"two hosts in one", "GET / HTTP/1.1\r\nHost: a:80:81\r\n\r\n", 400},
        {"a port that is no number", "GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n", 400},
        {"an address that is not closed", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},
        {"a quoted host", "GET / HTTP/1.1\r\nHost: \"a\"\r\n\r\n", 400},
        {"a name and a port", "GET / HTTP/1.1\r\nHost: gate-way_1.example.jp:8443\r\n\r\n", 0},
        {"an address and a port", "GET / HTTP/1.1\r\nHost: [2001:db8::7]:8443\r\n\r\n", 0},
        {"an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 0},
        {"an unknown expectation", with("Expect: 200-ok\r\n"), 417},
        {"HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 505},
        {"HTTP/2", "PRI * HTTP/2.0\r\n\r\n", 505},
        {"HTTP/0.9", "GET /\r\n\r\n", 400},
        {"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"a fourth word", "GET / x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"a method that is no word", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"an empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"as many headers as allowed", with("A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n"), 0},
        {"one header more", with("A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\n"), 431},
    };
    for (const Case& one : cases) {
        EXPECT_EQ(status_of(one.bytes), one.status) << one.what;
    }
}

} // namespace
} // namespace renkei::http::request_head_test
