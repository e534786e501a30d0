// Documents that belong together, to another gateway.
#include "gateway/network/transports/gateway_transport.h"

#include "tests/support/loopback_server.h"
#include <gtest/gtest.h>

#include <atomic>

namespace renkei::transports::gateway_sets_test {
namespace {

using client::HttpPool;
using outbox::Attempt;
using outbox::AttemptResult;
using outbox::OutboundMessage;
using test::Certificates;
using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;
using test::ServerReply;
using namespace std::chrono_literals;

// Two messages that go together, to a server that answers the first request like this.
struct SentTogether {
    std::vector<Attempt> attempts{};
    std::vector<ReceivedRequest> heard{};
};
SentTogether send_together(const ServerReply& answer, const std::vector<OutboundMessage>& messages) {
    std::atomic<int> requests = 0;
    const LoopbackServer server(Certificates::get().server, [&](const ReceivedRequest&) {
        return requests++ == 0 ? answer : reply(201);
    });
    HttpPool pool(Certificates::get().client, {.response = 20s});
    const base::SystemClock clock;
    std::vector<Attempt> attempts =
        GatewayTransport(pool, clock).send_together({.id = "p", .address = server.url() + "/base"}, messages);
    return {std::move(attempts), server.heard()};
}
std::vector<OutboundMessage> two_messages() {
    constexpr const char* type = "text/csv;charset=windows-31j";
    return {{.delivery = "d-1", .bytes = "row\r\n", .media_type = type, .file_name = "A_1.CSV"},
            {.delivery = "d-2", .bytes = "other\r\n", .media_type = type, .file_name = "B_1.CSV"}};
}

TEST(GatewaySets, posts_what_goes_together_in_one_request) {
    const SentTogether sent = send_together(reply(201), two_messages());
    ASSERT_EQ(sent.attempts.size(), 2U);
    EXPECT_EQ(sent.attempts[0].result, AttemptResult::delivered);
    EXPECT_EQ(sent.attempts[1].result, AttemptResult::delivered);
    ASSERT_EQ(sent.heard.size(), 1U);
    const ReceivedRequest& heard = sent.heard[0];
    EXPECT_EQ(heard.method + " " + heard.path, "POST /base/documents");
    EXPECT_TRUE(heard.fields.at("content-type").starts_with("multipart/form-data; boundary="));
    for (const char* const text :
         {"Idempotency-Key: d-1\r\n\r\nrow\r\n", "Idempotency-Key: d-2\r\n\r\nother\r\n",
          "filename=\"B_1.CSV\"", "Content-Type: text/csv;charset=windows-31j\r\n"}) {
        EXPECT_NE(heard.body.find(text), std::string::npos) << text;
    }
    EXPECT_EQ(send_together(reply(201), two_messages()).heard[0].fields.at("idempotency-key"),
              heard.fields.at("idempotency-key"))
        << "the same again";
}

TEST(GatewaySets, posts_one_by_one_to_a_gateway_that_takes_no_request_of_several_files) {
    for (const int status : {413, 415}) {
        const SentTogether sent = send_together(reply(status), two_messages());
        ASSERT_EQ(sent.heard.size(), 3U) << status;
        EXPECT_EQ(sent.heard[1].fields.at("idempotency-key"), "d-1");
        EXPECT_EQ(sent.heard[2].fields.at("idempotency-key"), "d-2");
        EXPECT_EQ(sent.attempts[1].result, AttemptResult::delivered);
    }
}

TEST(GatewaySets, gives_all_that_went_together_the_same_answer) {
    for (const auto& [status, result] :
         {std::pair(503, AttemptResult::retry), {422, AttemptResult::rejected}}) {
        const SentTogether sent = send_together(reply(status), two_messages());
        EXPECT_EQ(sent.heard.size(), 1U);
        EXPECT_EQ(sent.attempts[0].result, result);
        EXPECT_EQ(sent.attempts[1].result, result);
    }
}

TEST(GatewaySets, posts_one_by_one_what_is_for_receivers_that_a_request_named) {
    std::vector<OutboundMessage> messages = two_messages();
    messages[1].receivers = {policy::identifier_of({"institution", "1319999981"})};
    const SentTogether sent = send_together(reply(201), messages);
    ASSERT_EQ(sent.heard.size(), 2U);
    EXPECT_FALSE(sent.heard[0].fields.contains("renkei-receiver"));
    EXPECT_TRUE(sent.heard[1].fields.contains("renkei-receiver"));
}

} // namespace
} // namespace renkei::transports::gateway_sets_test
