// Callers that close their side of a connection, or all of it, while their answer is made.
#include "tests/http/test_server.h"
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <thread>

namespace renkei::http::test::half_closed_test {
namespace {

bool holds_within(std::chrono::seconds time, const std::function<bool()>& condition) {
    const auto until = std::chrono::steady_clock::now() + time;
    while (!condition() && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(1ms);
    }
    return condition();
}

// The response to a caller that closed its side while it was made.
std::optional<Got> answer_to_half_closed(Client& client, TestServer& server) {
    EXPECT_TRUE(client.send(request("GET", "/until-gone")));
    client.close_sending();
    const std::optional<Got> interim = client.receive();
    EXPECT_EQ(interim.value_or(Got{}).status, 100);
    const unsigned asked = server.asked_for_caller;
    EXPECT_TRUE(
        holds_within(20s, [&] { return server.asked_for_caller > asked + 20 || server.caller_was_gone; }));
    EXPECT_FALSE(server.caller_was_gone);
    server.let_go();
    return client.receive();
}

TEST(HalfClosed, caller_gets_its_answer) {
    for (const Version version : {Version::tls13, Version::tls12}) {
        TestServer server([](Settings& settings) { settings.listen_tls12 = Address{"127.0.0.1", 0}; });
        Client client(server.port(version == Version::tls12 ? ListenerKind::tls12 : ListenerKind::tls),
                      "hospital", version);
        const std::optional<Got> got = answer_to_half_closed(client, server);
        ASSERT_TRUE(got);
        EXPECT_EQ(got->status, 200);
        EXPECT_EQ(got->body, "answered");
    }
}

TEST(HalfClosed, caller_is_not_asked_twice) {
    TestServer server;
    Client client = server.hospital();
    ASSERT_EQ(answer_to_half_closed(client, server).value_or(Got{}).status, 200)
        << "and no second interim response";
}

TEST(ClosedConnection, caller_is_noticed_while_its_answer_is_made) {
    TestServer server;
    {
        Client client = server.hospital();
        ASSERT_TRUE(client.send(request("GET", "/until-gone")));
        ASSERT_TRUE(holds_within(20s, [&] { return server.asked_for_caller > 0; }));
        EXPECT_FALSE(server.caller_was_gone);
    }
    EXPECT_TRUE(holds_within(20s, [&] { return server.caller_was_gone.load(); }));
}

} // namespace
} // namespace renkei::http::test::half_closed_test
