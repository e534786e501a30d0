// Response bodies that are pulled piece by piece.
#include "tests/http/test_server.h"
#include <gtest/gtest.h>

namespace renkei::http::test::pieces_test {
namespace {

const std::string whole = std::string(100'000, 'b') + std::string(100'000, 'c') + std::string(100'000, 'd');

TEST(Pieces, come_as_one_body_and_the_connection_goes_on) {
    TestServer server;
    Client client = server.hospital();
    for (int time = 0; time < 2; ++time) {
        const auto got = client.ask(request("GET", "/pieces/all", "Accept-Encoding: gzip\r\n"));
        ASSERT_TRUE(got);
        EXPECT_EQ(got->status, 200);
        EXPECT_EQ(got->header("Content-Length"), "300000");
        EXPECT_EQ(got->header("Content-Encoding"), "");
        EXPECT_EQ(got->body, whole);
    }
}

TEST(Pieces, are_not_sent_where_only_the_head_is_wanted) {
    TestServer server;
    Client client = server.hospital();
    const auto got = client.ask(request("HEAD", "/pieces/broken"), "HEAD");
    ASSERT_TRUE(got);
    EXPECT_EQ(got->header("Content-Length"), "300000");
    EXPECT_EQ(client.ask(request("GET", "/echo/hello")).value_or(Got{}).status, 200);
}

// No receiver may take the pieces that came for the whole body.
TEST(Pieces, of_which_one_fails_or_which_are_not_as_long_as_was_said_end_the_connection) {
    for (const char* const how : {"broken", "short", "long"}) {
        TestServer server;
        Client client = server.hospital();
        const auto got = client.ask(request("GET", std::string("/pieces/") + how));
        EXPECT_TRUE(!got || got->body.size() < whole.size()) << how;
        EXPECT_FALSE(client.ask(request("GET", "/echo/hello"))) << how;
    }
}

} // namespace
} // namespace renkei::http::test::pieces_test
