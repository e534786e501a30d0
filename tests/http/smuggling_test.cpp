// Requests that a reverse proxy and a server could cut apart differently: refused, and the connection ends,
// so that no hidden one is carried out.
#include "tests/http/test_server.h"
#include <gtest/gtest.h>

namespace renkei::http::test::smuggling_test {
namespace {

using std::string_literals::operator""s;

const std::string hidden = "GET /echo/hidden HTTP/1.1\r\nHost: a\r\n\r\n";

struct Case {
    const char* what;
    std::string bytes;
    int status;
};

std::string post(std::string_view headers, std::string_view body = {}) {
    return "POST /documents HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

std::string chunked(std::string_view body) { return post("Transfer-Encoding: chunked\r\n", body); }

TEST(Smuggling, every_case_is_answered_once_and_the_connection_ends) {
    const Case cases[] = {
        {"length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        {"chunks and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400},
        {"two lengths", post("Content-Length: 0\r\nContent-Length: 38\r\n"), 400},
        {"two equal lengths", post("Content-Length: 0\r\nContent-Length: 0\r\n"), 400},
        {"a negative length", post("Content-Length: -1\r\n"), 400},
        {"a hidden coding", post("Transfer-Encoding: xchunked\r\n"), 400},
        {"a coding behind a tab",
         post("Transfer-Encoding:\x0b"
              "chunked\r\n"),
         400},
        {"two codings", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n"), 400},
        {"space before the colon", post("Transfer-Encoding : chunked\r\n"), 400},
        {"a continued line", post("X: y\r\n Content-Length: 38\r\n"), 400},
        {"bare line feeds", "POST /documents HTTP/1.1\nHost: a\nContent-Length: 38\n\n", 400},
        {"two hosts", "GET /echo/a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"no host", "GET /echo/a HTTP/1.1\r\n\r\n", 400},
        {"an old version", "GET /echo/a HTTP/1.0\r\nHost: a\r\n\r\n", 505},
        {"a chunk size with a sign", post("Transfer-Encoding: chunked\r\n", "+3\r\nabc\r\n0\r\n\r\n"), 400},
        {"a chunk size with 0x", post("Transfer-Encoding: chunked\r\n", "0x3\r\nabc\r\n0\r\n\r\n"), 400},
        {"a chunk size that overflows", post("Transfer-Encoding: chunked\r\n", "100000000\r\n"), 400},
        {"a chunk longer than it says", post("Transfer-Encoding: chunked\r\n", "3\r\nabcd\r\n0\r\n\r\n"),
         400},
        {"a chunk ended by a line feed", post("Transfer-Encoding: chunked\r\n", "3\nabc\n0\n\n"), 400},
        {"a chunk line without end", post("Transfer-Encoding: chunked\r\n", "3;" + std::string(500, 'x')),
         400},
        {"a bare CR in a chunk extension", chunked("3;a=\rb\r\nabc\r\n0\r\n\r\n"), 400},
        {"a bare CR behind a chunk size", chunked("3\r\r\nabc\r\n0\r\n\r\n"), 400},
        {"a NUL in a chunk extension", chunked("3;a=\0b\r\nabc\r\n0\r\n\r\n"s), 400},
        {"a NUL in a quoted chunk extension", chunked("3;a=\"\0\"\r\nabc\r\n0\r\n\r\n"s), 400},
        {"a chunk extension without a name", chunked("3;=b\r\nabc\r\n0\r\n\r\n"), 400},
        {"an empty chunk extension", chunked("3;\r\nabc\r\n0\r\n\r\n"), 400},
        {"a chunk extension without its value", chunked("3;a=\r\nabc\r\n0\r\n\r\n"), 400},
        {"a chunk extension that is no token", chunked("3;a b\r\nabc\r\n0\r\n\r\n"), 400},
        {"a quoted chunk extension without end", chunked("3;a=\"b\r\nabc\r\n0\r\n\r\n"), 400},
        {"text behind a quoted chunk extension", chunked("3;a=\"b\"c\r\nabc\r\n0\r\n\r\n"), 400},
        {"a space behind a chunk size", chunked("3 \r\nabc\r\n0\r\n\r\n"), 400},
        {"a tab before a chunk size", chunked("\t3\r\nabc\r\n0\r\n\r\n"), 400},
        {"a chunk without size", chunked("\r\nabc\r\n0\r\n\r\n"), 400},
        {"a chunk whose bytes end in a line feed", chunked("3\r\nabc\n0\r\n\r\n"), 400},
        {"a chunk whose bytes end in a bare CR", chunked("3\r\nabc\rx0\r\n\r\n"), 400},
        {"a bad extension of the last chunk", chunked("0;a=\rb\r\n\r\n"), 400},
        {"a trailer without a colon", chunked("0\r\ntrailer\r\n\r\n"), 400},
        {"a folded trailer", chunked("0\r\na: b\r\n c: d\r\n\r\n"), 400},
        {"a trailer that begins with a folded line", chunked("0\r\n\ta: b\r\n\r\n"), 400},
        {"a space before a trailer's colon", chunked("0\r\na : b\r\n\r\n"), 400},
        {"a trailer without a name", chunked("0\r\n: b\r\n\r\n"), 400},
        {"a bare CR in a trailer", chunked("0\r\na: b\rc: d\r\n\r\n"), 400},
        {"a NUL in a trailer", chunked("0\r\na: \0\r\n\r\n"s), 400},
        {"a trailer that ends in a line feed", chunked("0\r\na: b\n\r\n"), 400},
        {"trailers that end in a line feed", chunked("0\r\n\n"), 400},
        {"a length in a trailer", chunked("0\r\nContent-Length: 38\r\n\r\n"), 400},
        {"a coding in a trailer", chunked("0\r\ntransfer-encoding: chunked\r\n\r\n"), 400},
        {"trailers without end",
         post(
             "Transfer-Encoding: chunked\r\n", "0\r\n" +
                                                   [] {
                                                       std::string out;
                                                       for (int i = 0; i < 40; ++i) {
                                                           out += "a: b\r\n";
                                                       }
                                                       return out;
                                                   }()),
         400},
    };
    TestServer server;
    for (const Case& one : cases) {
        Client client = server.hospital();
        const auto got = client.ask(one.bytes + hidden);
        ASSERT_TRUE(got) << one.what;
        EXPECT_EQ(got->status, one.status) << one.what;
        EXPECT_EQ(got->header("Connection"), "close") << one.what;
        EXPECT_NE(got->body.find("OperationOutcome"), std::string::npos) << one.what;
        EXPECT_FALSE(client.receive()) << one.what; // the hidden one was not carried out
    }
}

TEST(Smuggling, good_chunks_are_joined_and_the_next_request_is_the_next) {
    TestServer server;
    Client client = server.hospital();
    ASSERT_TRUE(client.send(post("Transfer-Encoding: chunked\r\n",
                                 "3\r\nabc\r\n0A;name=value\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n") +
                            hidden));
    EXPECT_EQ(client.receive().value_or(Got{}).body, "document-create hospital -  13 abc0123456789");
    EXPECT_EQ(client.receive().value_or(Got{}).body, "echo hospital hidden  0 ");
}

TEST(Smuggling, good_chunk_extensions_and_trailers_are_ignored) {
    TestServer server;
    for (const char* const body :
         {"3;a\r\nabc\r\n0\r\n\r\n", "3;a;b=c\r\nabc\r\n0\r\n\r\n", "3;a=\"b;\\\"c\"\r\nabc\r\n0;x=y\r\n\r\n",
          "003\r\nabc\r\n000\r\n\r\n", "3\r\nabc\r\n0\r\nDigest: a=b\r\nX:\r\n\r\n"}) {
        EXPECT_EQ(server.hospital().ask(chunked(body)).value_or(Got{}).body,
                  "document-create hospital -  3 abc")
            << body;
    }
}

TEST(Smuggling, the_body_of_a_refused_request_is_not_the_next_request) {
    TestServer server;
    Client client = server.hospital();
    ASSERT_TRUE(client.send(request("PUT", "/documents", "", hidden) + request("GET", "/echo/next")));
    EXPECT_EQ(client.receive().value_or(Got{}).status, 405);
    EXPECT_EQ(client.receive().value_or(Got{}).body, "echo hospital next  0 ");
}

TEST(Smuggling, bytes_that_come_one_by_one_are_the_same_request) {
    TestServer server;
    Client client = server.hospital();
    for (const char c : request("POST", "/documents", "", "abc")) {
        ASSERT_TRUE(client.send(std::string_view(&c, 1)));
    }
    EXPECT_EQ(client.receive().value_or(Got{}).body, "document-create hospital -  3 abc");
}

} // namespace
} // namespace renkei::http::test::smuggling_test
