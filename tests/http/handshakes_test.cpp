// Connections without a finished handshake take no place from those that have one.
#include "gateway/network/http/pending_handshakes.h"

#include "tests/http/test_server.h"
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <thread>

namespace renkei::http::test::handshakes_test {
namespace {

const std::string hello = request("GET", "/echo/hello");
// a ClientHello that never ends
const std::string half_a_hello = std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);

// Keeps so many sockets open that never shake hands: those that the server closes are opened again.
class DeadSockets {
public:
    DeadSockets(std::uint16_t port, std::size_t count, std::string first_bytes)
        : sockets_(count),
          first_bytes_(std::move(first_bytes)) {
        for (auto& socket : sockets_) {
            open(socket, port);
        }
        thread_ = std::jthread([this, port](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                for (auto& socket : sockets_) {
                    if (!socket->is_connected() || socket->is_closed_within(1ms)) {
                        open(socket, port);
                        ++renewed_;
                    }
                }
            }
        });
    }
    unsigned renewed() const { return renewed_; }

private:
    void open(std::unique_ptr<Client>& socket, std::uint16_t port) const {
        socket = std::make_unique<Client>(port);
        socket->send(first_bytes_);
    }

    std::vector<std::unique_ptr<Client>> sockets_;
    std::string first_bytes_;
    std::atomic<unsigned> renewed_ = 0;
    std::jthread thread_;
};

// A client that is closed connects again, as any client does.
void expect_newcomers_are_served_within_a_second(const std::string& first_bytes,
                                                 unsigned handshakes_per_address) {
    TestServer server([&](Settings& settings) {
        settings.limits.handshake_seconds = 1; // so that they are renewed often
        settings.limits.handshakes_per_address = handshakes_per_address;
    });
    const DeadSockets dead(server.port(), 200, first_bytes);
    const auto until = std::chrono::steady_clock::now() + 10s;
    int late = 0; // a machine may be busy with other things now and then
    int i = 0;
    for (; i < 20 || (dead.renewed() < 200 && std::chrono::steady_clock::now() < until); ++i) {
        const auto begun = std::chrono::steady_clock::now();
        int status = 0;
        while (status != 200 && std::chrono::steady_clock::now() - begun < 5s) {
            status = server.hospital().ask(hello).value_or(Got{}).status;
        }
        EXPECT_EQ(status, 200);
        late += std::chrono::steady_clock::now() - begun < 1s ? 0 : 1;
    }
    EXPECT_LE(late, i / 4);
    EXPECT_GE(dead.renewed(), 200U);
}

TEST(Handshakes, a_known_client_is_served_within_a_second_beside_200_silent_sockets_of_its_address) {
    expect_newcomers_are_served_within_a_second("", Limits().handshakes_per_address);
}

TEST(Handshakes, a_known_client_is_served_within_a_second_beside_more_silent_sockets_than_there_is_room_for) {
    expect_newcomers_are_served_within_a_second("", 100);
}

TEST(Handshakes, a_known_client_is_served_within_a_second_beside_200_half_handshakes_of_its_address) {
    expect_newcomers_are_served_within_a_second(half_a_hello, Limits().handshakes_per_address);
}

TEST(Handshakes, connections_without_handshake_take_no_connection_from_known_callers) {
    TestServer server([](Settings& settings) { settings.limits.connections_per_address = 2; });
    std::vector<std::unique_ptr<Client>> silent;
    for (int i = 0; i < 20; ++i) {
        silent.push_back(std::make_unique<Client>(server.port()));
    }
    EXPECT_EQ(server.hospital().ask(hello).value_or(Got{}).status, 200);
}

TEST(Handshakes, a_silent_socket_is_closed_at_the_deadline_of_the_handshake_however_long_a_header_may_take) {
    TestServer server([](Settings& settings) { settings.limits.handshake_seconds = 1; });
    Client client(server.port());
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_TRUE(client.is_closed_within(10s));
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 900ms);
}

TEST(Handshakes, a_finished_handshake_is_not_held_to_its_deadline) {
    TestServer server([](Settings& settings) { settings.limits.handshake_seconds = 1; });
    Client client = server.hospital();
    EXPECT_FALSE(client.is_closed_within(1500ms));
    EXPECT_EQ(client.ask(hello).value_or(Got{}).status, 200);
}

TEST(Handshakes, a_server_that_stops_does_not_wait_for_them) {
    auto server = std::make_unique<TestServer>();
    Client silent(server->port());
    Client begun(server->port());
    begun.send(half_a_hello);
    const auto before = std::chrono::steady_clock::now();
    server.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 2s);
    EXPECT_TRUE(silent.is_closed_within(5s) && begun.is_closed_within(5s));
}

// One end of a connection, as a pool would get it.
base::FileDescriptor socket_of(std::vector<base::FileDescriptor>& others) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    others.emplace_back(ends[1]);
    return base::FileDescriptor(ends[0]);
}

using Entry = std::unique_ptr<PendingHandshakes::Entry>;

std::vector<bool> replaced(const std::vector<Entry>& entries) {
    std::vector<bool> out;
    for (const Entry& entry : entries) {
        out.push_back(entry->is_replaced());
    }
    return out;
}

TEST(Handshakes, a_full_share_of_an_address_replaces_its_oldest_silent_one) {
    std::vector<base::FileDescriptor> others;
    PendingHandshakes pool(100, 2);
    std::vector<Entry> entries;
    entries.push_back(pool.admit(socket_of(others), "other"));
    entries.push_back(pool.admit(socket_of(others), "address"));
    entries.push_back(pool.admit(socket_of(others), "address"));
    entries[1]->reached(PendingHandshakes::Stage::begun);
    entries.push_back(pool.admit(socket_of(others), "address"));
    EXPECT_EQ(replaced(entries), (std::vector<bool>{false, false, true, false}));
    entries[3]->reached(PendingHandshakes::Stage::begun);
    entries.push_back(pool.admit(socket_of(others), "address"));
    EXPECT_EQ(replaced(entries), (std::vector<bool>{false, true, true, false, false}))
        << "none of it is silent";
    EXPECT_EQ(pool.count(), 3U);
}

TEST(Handshakes, a_full_pool_replaces_one_of_the_same_address_before_one_of_another) {
    std::vector<base::FileDescriptor> others;
    PendingHandshakes pool(3, 3);
    std::vector<Entry> entries;
    for (const char* const address : {"a", "b", "a", "b", "c"}) {
        entries.push_back(pool.admit(socket_of(others), address));
    }
    EXPECT_EQ(replaced(entries), (std::vector<bool>{true, true, false, false, false}));
}

TEST(Handshakes, one_that_has_come_less_far_is_replaced_first) {
    std::vector<base::FileDescriptor> others;
    PendingHandshakes pool(2, 2);
    std::vector<Entry> entries;
    entries.push_back(pool.admit(socket_of(others), "a"));
    entries.push_back(pool.admit(socket_of(others), "b"));
    entries[0]->reached(PendingHandshakes::Stage::hello_answered);
    entries[1]->reached(PendingHandshakes::Stage::begun);
    entries.push_back(pool.admit(socket_of(others), "a"));
    EXPECT_EQ(replaced(entries), (std::vector<bool>{false, true, false}));
}

TEST(Handshakes, an_entry_that_leaves_is_free_again) {
    std::vector<base::FileDescriptor> others;
    PendingHandshakes pool(1, 1);
    Entry first = pool.admit(socket_of(others), "a");
    const base::FileDescriptor socket = first->finish();
    const Entry second = pool.admit(socket_of(others), "a");
    EXPECT_FALSE(first->is_replaced());
    EXPECT_TRUE(socket.ok());
    first.reset();
    EXPECT_EQ(pool.count(), 1U);
}

} // namespace
} // namespace renkei::http::test::handshakes_test
