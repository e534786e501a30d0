// Every limit of the server: size, time, number.
#include "gateway/network/http/content_coding.h"

#include "tests/http/test_server.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::http::test::limits_test {
namespace {

const std::string hello = request("GET", "/echo/hello");

// Sends a byte every 50 ms until the server has enough: how long that took.
std::chrono::milliseconds drip(Client& client, std::string_view bytes) {
    const auto begun = std::chrono::steady_clock::now();
    for (const char c : bytes) {
        if (!client.send(std::string_view(&c, 1)) || client.is_closed_within(50ms)) {
            break;
        }
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
}

void short_times(Settings& settings) {
    settings.limits.handshake_seconds = 1;
    settings.limits.header_seconds = 1;
    settings.limits.body_seconds = 1;
    settings.limits.idle_seconds = 1;
}

TEST(Limits, a_header_that_drips_is_cut) {
    TestServer server(short_times);
    Client client = server.hospital();
    EXPECT_LT(drip(client, "GET /echo/hello HTTP/1.1\r\nA: " + std::string(400, 'a')), 3s);
}

TEST(Limits, a_second_header_that_drips_is_cut) {
    TestServer server(short_times);
    Client client = server.hospital();
    ASSERT_TRUE(client.ask(hello));
    EXPECT_LT(drip(client, "GET /echo/hello HTTP/1.1\r\nA: " + std::string(400, 'a')), 3s);
}

TEST(Limits, a_handshake_that_drips_is_cut) {
    TestServer server(short_times);
    Client client(server.port()); // TCP alone
    EXPECT_LT(
        drip(client, std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(400, 'a')),
        3s);
}

TEST(Limits, a_body_that_drips_is_answered_408_and_cut) {
    TestServer server(short_times);
    Client client = server.hospital();
    ASSERT_TRUE(client.send("POST /documents HTTP/1.1\r\nHost: a\r\nContent-Length: 400\r\n\r\nabc"));
    const auto got = client.receive();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 408);
    EXPECT_TRUE(client.is_closed_within(5s));

    Client other = server.hospital();
    ASSERT_TRUE(
        other.send("POST /documents HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n190\r\n"));
    EXPECT_LT(drip(other, std::string(400, 'a')), 5s);
}

TEST(Limits, a_connection_that_waits_too_long_is_closed) {
    TestServer server(short_times);
    Client client = server.hospital();
    ASSERT_TRUE(client.ask(hello));
    EXPECT_TRUE(client.is_closed_within(3s));
}

TEST(Limits, an_unread_response_times_out) {
    TestServer server([](Settings& settings) {
        short_times(settings);
        settings.limits.connections_per_peer = 1;
    });
    Client client = server.hospital();
    const std::string many = [] {
        std::string out;
        for (int i = 0; i < 2000; ++i) {
            out += request("GET", "/big");
        }
        return out;
    }();
    ASSERT_TRUE(client.send(many)); // 20 MB of answers, more than the socket holds
    const auto until = std::chrono::steady_clock::now() + 10s;
    int status = 429; // its place is taken
    while (status == 429 && std::chrono::steady_clock::now() < until) {
        status = server.hospital().ask(hello).value_or(Got{}).status;
    }
    EXPECT_EQ(status, 200);
}

TEST(Limits, too_many_header_fields_or_bytes_are_431) {
    TestServer server;
    std::string fields;
    for (int i = 0; i < 100; ++i) {
        fields += "A: b\r\n";
    }
    for (const std::string& headers : {fields, "A: " + std::string(17'000, 'a') + "\r\n"}) {
        Client client = server.hospital();
        const auto got = client.ask(request("GET", "/echo/a", headers));
        ASSERT_TRUE(got);
        EXPECT_EQ(got->status, 431);
        EXPECT_NE(got->body.find("header-too-large"), std::string::npos);
        EXPECT_FALSE(client.receive());
    }
    Client client = server.hospital(); // the head has no end
    EXPECT_EQ(client.ask("GET /" + std::string(20'000, 'a')).value_or(Got{}).status, 431);
}

void small_bodies(Settings& settings) { settings.limits.body_bytes = 1000; }

TEST(Limits, a_body_that_is_too_large_is_413_before_it_is_sent) {
    TestServer server(small_bodies);
    Client client = server.hospital();
    const auto got = client.ask("POST /documents HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 413);
    EXPECT_EQ(got->header("Connection"), "close");
}

TEST(Limits, chunks_are_413_as_soon_as_they_are_too_many) {
    TestServer server(small_bodies);
    Client client = server.hospital();
    const std::string chunk = "258\r\n" + std::string(600, 'a') + "\r\n";
    const auto got = client.ask("POST /documents HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                chunk + chunk);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 413);
}

// A client that reads nothing before it has sent everything.
TEST(Limits, the_answer_to_a_refused_upload_is_not_lost_in_what_is_still_sent) {
    TestServer server(small_bodies);
    const std::string bytes(24U << 20, 'a'); // more than the sockets of both sides hold
    const std::string chunk = fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
    const std::string chunked = "POST /documents HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    struct Upload {
        const char* certificate;
        std::string bytes;
        int status;
    };
    const Upload uploads[] = {
        {"hospital", request("POST", "/documents", "", bytes), 413},
        {"hospital", chunked + "4\r\nabcd\r\n" + chunk + chunk + "0\r\n\r\n", 413},
        {"hospital",
         "POST /documents HTTP/1.1\r\nHost: a\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked\r\n\r\n" +
             chunk + "0\r\n\r\n",
         415},
        {"hospital", request("DELETE", "/documents", "", bytes), 405},
        {"stranger", request("POST", "/documents", "", bytes), 403},
        {"stranger", chunked + chunk + "0\r\n\r\n", 403},
    };
    for (const Upload& upload : uploads) {
        Client client(server.port(), upload.certificate);
        const auto got = client.ask(upload.bytes);
        ASSERT_TRUE(got) << upload.certificate << " " << upload.status;
        EXPECT_EQ(got->status, upload.status) << got->body.substr(0, 300);
        EXPECT_EQ(got->header("Connection"), "close");
    }
}

TEST(Limits, the_answer_to_a_refused_upload_is_not_lost_without_tls) {
    TestServer server([](Settings& settings) { settings.listen_plain = Address{"127.0.0.1", 0}; });
    Client client(server.port(ListenerKind::plain)); // anonymous
    const auto got = client.ask(request("POST", "/documents", "", std::string(24U << 20, 'a')));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 401);
}

// Large bodies of a caller are read in turns; a turn ends when no more bytes arrive.
TEST(Limits, a_large_body_that_stops_does_not_stop_another_one_of_the_same_caller) {
    TestServer server;
    const std::string whole = request("POST", "/documents", "", std::string(500'000, 'x'));
    Client stopped = server.hospital();
    stopped.send(whole.substr(0, whole.size() - 5));
    Client other = server.hospital();
    const auto got = other.ask(whole);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 200);
    const auto late = stopped.ask(whole.substr(whole.size() - 5));
    ASSERT_TRUE(late);
    EXPECT_EQ(late->status, 200);
}

TEST(Limits, a_gzip_bomb_is_413) {
    TestServer server(small_bodies);
    Client client = server.hospital();
    const std::string bomb = gzip(std::string(100'000, '\0'));
    ASSERT_LT(bomb.size(), 1000U);
    const auto got = client.ask(request("POST", "/documents", "Content-Encoding: gzip\r\n", bomb));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 413);
    EXPECT_EQ(client.ask(hello).value_or(Got{}).status, 200); // read whole, so the connection goes on
}

TEST(Limits, connections_in_all_are_capped_and_a_free_slot_is_used_again) {
    TestServer server([](Settings& settings) { settings.limits.connections = 2; });
    auto first = std::make_unique<Client>(server.port(), "hospital");
    Client second = server.hospital();
    ASSERT_TRUE(first->ask(hello) && second.ask(hello));
    EXPECT_FALSE(server.hospital().ask(hello));
    first.reset();
    std::optional<Got> got;
    for (int i = 0; i < 100 && !got; ++i) { // the server notices in its own time
        got = server.hospital().ask(hello);
    }
    EXPECT_TRUE(got);
}

TEST(Limits, connections_of_one_address_are_capped) {
    TestServer server([](Settings& settings) { settings.limits.connections_per_address = 1; });
    Client first = server.hospital();
    ASSERT_TRUE(first.ask(hello));
    EXPECT_FALSE(server.hospital().ask(hello));
}

TEST(Limits, connections_of_one_peer_are_capped_with_429) {
    TestServer server([](Settings& settings) { settings.limits.connections_per_peer = 1; });
    server.set_peers({peer_of("hospital"), peer_of("clinic")});
    Client first = server.hospital();
    ASSERT_TRUE(first.ask(hello));
    const auto got = server.hospital().ask(hello);
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 429);
    EXPECT_FALSE(got->header("Retry-After").empty());
    // the requests of another caller are counted separately
    EXPECT_EQ(Client(server.port(), "clinic").ask(hello).value_or(Got{}).status, 200);
}

TEST(Limits, requests_of_one_peer_are_capped_with_429_and_the_connection_stays) {
    TestServer server([](Settings& settings) { settings.limits.requests_per_second = 0.01; });
    Client client = server.hospital();
    EXPECT_EQ(client.ask(hello).value_or(Got{}).status, 200);
    const auto got = client.ask(request("POST", "/documents", "", "body"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 429);
    EXPECT_EQ(got->header("Retry-After"), "100");
    EXPECT_EQ(client.ask(hello).value_or(Got{}).status, 429);
}

// How long a new client waits, from its first byte to the end of its first answer: the median of several,
// because this machine does other things, too.
std::chrono::milliseconds wait_of_a_new_client(const TestServer& server) {
    std::vector<std::chrono::milliseconds> waits;
    for (int i = 0; i < 9; ++i) {
        const auto begun = std::chrono::steady_clock::now();
        EXPECT_EQ(Client(server.port(), "hospital").ask(hello).value_or(Got{}).status, 200);
        waits.push_back(
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun));
    }
    std::ranges::nth_element(waits, waits.begin() + 4);
    return waits[4];
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr ListenerKind listener_of_the_idle = ListenerKind::plain; // a thousand handshakes would take minutes
#else
constexpr ListenerKind listener_of_the_idle = ListenerKind::tls;
#endif

TEST(Limits, a_thousand_idle_connections_starve_no_other) {
    TestServer server([](Settings& settings) {
        settings.limits.connections = 1100;
        settings.limits.connections_per_address = 1100;
        settings.limits.connections_per_peer = 1100;
        settings.limits.requests_per_second = 10'000;
        settings.limits.idle_seconds = 600;
        settings.listen_plain = Address{"127.0.0.1", 0};
    });
    const auto alone = wait_of_a_new_client(server);
    std::vector<std::unique_ptr<Client>> idle;
    const std::string open = request("GET", "/open");
    for (int i = 0; i < 1000; ++i) { // each one is served once and keeps its connection
        idle.push_back(listener_of_the_idle == ListenerKind::tls
                           ? std::make_unique<Client>(server.port(), "hospital")
                           : std::make_unique<Client>(server.port(ListenerKind::plain)));
        ASSERT_EQ(idle.back()->ask(open).value_or(Got{}).status, 200);
    }
    // a machine that is busy with other things lets even a client that is alone wait
    EXPECT_LT(wait_of_a_new_client(server), std::max<std::chrono::milliseconds>(100ms, 3 * alone));
    EXPECT_EQ(idle.front()->ask(open).value_or(Got{}).status, 200); // they were idle, not gone
    EXPECT_EQ(idle.back()->ask(open).value_or(Got{}).status, 200);
}

} // namespace
} // namespace renkei::http::test::limits_test
