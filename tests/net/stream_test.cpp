// Both sides of a connection are the same class: a server of ours talks to a client of ours.
#include "gateway/network/net/stream.h"

#include "tests/net/socket_pair.h"
#include "tests/support/loopback_server.h"
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <array>
#include <cerrno>
#include <thread>

namespace renkei::net::stream_test {
namespace {

using namespace std::chrono_literals;
using renkei::test::Certificates;
using test::SocketPair;

Deadline soon() { return std::chrono::steady_clock::now() + 20s; }

struct Talk {
    explicit Talk(const Poco::Net::Context::Ptr& client_context = Certificates::get().client)
        : client(sockets.theirs(), client_context->sslContext(), Side::client) {
        EXPECT_TRUE(client.expect_host("127.0.0.1"));
        const std::jthread other(
            [this] { server_io = server.handshake(soon(), nullptr, [this] { ++answers; }); });
        client_io = client.handshake(soon());
        sockets_shut_if_refused();
    }
    void sockets_shut_if_refused() const { // so that the other side does not wait
        if (client_io != Io::ok) {
            ::shutdown(sockets.theirs(), SHUT_RDWR);
        }
    }

    SocketPair sockets{};
    Stream server{sockets.ours(), Certificates::get().server->sslContext(), Side::server};
    Stream client;
    int answers = 0;
    Io server_io = Io::failed;
    Io client_io = Io::failed;
};

std::string received(Stream& stream) {
    std::array<char, 100> room{};
    const Received got = stream.read(room, soon());
    return got.io == Io::ok ? std::string(room.data(), got.size) : std::string();
}

TEST(Stream, of_a_server_talks_to_one_of_a_client) {
    Talk talk;
    ASSERT_EQ(talk.client_io, Io::ok);
    ASSERT_EQ(talk.server_io, Io::ok);
    EXPECT_EQ(talk.answers, 1);
    EXPECT_NE(talk.server.certificate(), nullptr);
    EXPECT_NE(talk.client.certificate(), nullptr);
    EXPECT_EQ(talk.client.certificate_chain(), talk.server.certificate_chain()) << "both of one authority";
    EXPECT_EQ(talk.client.write("question", soon()), Io::ok);
    EXPECT_EQ(received(talk.server), "question");
    EXPECT_EQ(talk.server.write("head ", "body", soon()), Io::ok);
    EXPECT_EQ(received(talk.client), "head ");
    EXPECT_EQ(received(talk.client), "body");
}

TEST(Stream, is_not_idle_while_bytes_wait_that_were_read_ahead) {
    Talk talk;
    EXPECT_TRUE(talk.client.is_idle());
    ASSERT_EQ(talk.server.write("answer", "more", soon()), Io::ok); // two records, which one read brings
    ASSERT_EQ(received(talk.client), "answer");
    EXPECT_FALSE(talk.client.is_idle());
    ASSERT_EQ(received(talk.client), "more");
    EXPECT_TRUE(talk.client.is_idle());
}

TEST(Stream, is_not_idle_when_the_other_side_has_closed) {
    Talk talk;
    talk.server.finish(std::chrono::steady_clock::now());
    EXPECT_FALSE(talk.client.is_idle());
}

TEST(Stream, keeps_why_it_failed) {
    Talk stranger(Certificates::get().stranger);
    EXPECT_EQ(stranger.server_io, Io::failed);
    EXPECT_EQ(stranger.server.system_error(), 0) << "OpenSSL has the reason";
    Talk talk;
    talk.sockets.close();
    Stream plain(talk.sockets.ours(), nullptr, Side::server);
    EXPECT_EQ(plain.write("x", soon()), Io::failed);
    EXPECT_EQ(plain.system_error(), EPIPE);
    EXPECT_EQ(talk.server.write("x", soon()), Io::failed);
    EXPECT_EQ(talk.server.system_error(), EPIPE);
}

TEST(Stream, takes_no_host_name_without_tls) {
    const SocketPair sockets;
    Stream plain(sockets.ours(), nullptr, Side::client);
    EXPECT_FALSE(plain.expect_host("127.0.0.1"));
    EXPECT_EQ(plain.certificate(), nullptr);
    EXPECT_EQ(plain.handshake(soon()), Io::ok);
}

} // namespace
} // namespace renkei::net::stream_test
