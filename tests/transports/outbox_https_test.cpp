// The outbox with real connections: receivers that are slow, down, lying, busy.
#include "tests/transports/outbox_over_https.h"

namespace renkei::transports::outbox_https_test {
namespace {

using outbox::count;
using outbox::delivery;
using outbox::eventually;
using outbox::OutboxSettings;
using outbox::queue;
using outbox::queue_many;
using outbox::quick;
using test::reply;
using test::ServerReply;
using namespace std::chrono_literals;
using store::DeliveryState;

const ServerReply created = reply(201, "Location: /documents/7\r\n");

TEST(OutboxOverHttps, delivers_to_a_gateway_and_remembers_what_it_calls_the_document) {
    Sending it;
    const auto server = receiver(in_turn({created}));
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start({server->url()});
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_EQ(delivery(*it.store, one.id).remote_location, "/documents/7");
    EXPECT_EQ(server->heard().at(0).fields.at("idempotency-key"), one.id);
}

TEST(OutboxOverHttps, sends_again_with_the_same_key_when_the_receiver_took_it_and_dropped_the_connection) {
    Sending it;
    const auto server = receiver(in_turn({{.close = true}, {.close = true}, reply(200)}));
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start({server->url()});
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_EQ(server->heard().size(), 3U);
    EXPECT_EQ(keys(server->heard()).size(), 1U);
}

TEST(OutboxOverHttps, tries_again_after_an_error_of_the_receiver_or_when_it_is_busy) {
    for (const int status : {500, 503, 429, 408}) {
        Sending it;
        const auto server = receiver(in_turn({reply(status), created}));
        const store::Delivery one = queue(*it.store, "p0", "a", "one");
        it.start({server->url()});
        EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered)) << status;
        EXPECT_EQ(delivery(*it.store, one.id).attempts, 2U);
    }
}

TEST(OutboxOverHttps, leaves_a_receiver_alone_as_long_as_it_asks) {
    Sending it;
    const auto server = receiver(in_turn({reply(429, "Retry-After: 1\r\n"), created}));
    OutboxSettings settings = quick();
    settings.schedule.max_backoff_ms = 5000;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    const auto begin = std::chrono::steady_clock::now();
    it.start({server->url()}, settings);
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 1s);
}

TEST(OutboxOverHttps, follows_no_redirect) {
    Sending it;
    const auto elsewhere = receiver(in_turn({created}));
    const auto server = receiver(in_turn({reply(308, "Location: " + elsewhere->url() + "/documents\r\n")}));
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start({server->url()});
    EXPECT_TRUE(it.comes_to(one, DeliveryState::dead));
    EXPECT_EQ(delivery(*it.store, one.id).reason, diag::answered_because(308, "redirect"));
    EXPECT_TRUE(elsewhere->heard().empty());
}

TEST(OutboxOverHttps, takes_no_harm_from_a_huge_answer) {
    Sending it;
    const auto server = receiver(in_turn({reply(201, "", std::string(5'000'000, 'x'))}));
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start({server->url()});
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
}

TEST(OutboxOverHttps, delivers_to_others_while_one_receiver_hangs) {
    Sending it;
    const auto hanging = receiver(in_turn({{.bytes = "late", .after = 60s}}));
    const auto good = receiver(in_turn({created}));
    for (int i = 0; i < 10; ++i) {
        queue(*it.store, "p0", std::to_string(i), std::to_string(i));
    }
    const store::Delivery one = queue(*it.store, "p1", "a", "one");
    it.start({hanging->url(), good->url()});
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
}

TEST(OutboxOverHttps, delivers_the_backlog_soon_after_the_receivers_return) {
    Sending it;
    auto server = receiver(in_turn({created}));
    const std::string address = server->url();
    const std::uint16_t port = server->port();
    server.reset();
    queue_many(*it.store, 300);
    OutboxSettings settings; // those of the product
    it.start({address}, settings);
    ASSERT_TRUE(eventually([&] { return it.outbox->state().unreachable_peers == 1; }));
    server = receiver(in_turn({created}), port);
    const auto back = std::chrono::steady_clock::now();
    EXPECT_TRUE(eventually([&] { return !server->heard().empty(); }));
    EXPECT_LT(std::chrono::steady_clock::now() - back, 20s)
        << "by its probes; how soon exactly, tools/bench serve measures";
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 300; }));
    EXPECT_EQ(keys(server->heard()).size(), 300U);
}

} // namespace
} // namespace renkei::transports::outbox_https_test
