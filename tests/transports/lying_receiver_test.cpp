// Receivers that report falsely: nothing is lost, nothing goes to others, nothing false is reported.
#include "gateway/network/transports/mhd_transport.h"

#include "tests/transports/outbox_over_https.h"
#include <fmt/format.h>

namespace renkei::transports::lying_receiver_test {
namespace {

using outbox::add_version;
using outbox::delivery;
using outbox::must;
using outbox::OutboundMessage;
using outbox::queue;
using outbox::withdraw_document;
using store::Delivery;
using store::DeliveryState;
using test::Certificates;
using test::ReceivedRequest;
using test::reply;
using test::ServerReply;

// The last delivery of its document: that of the withdrawal.
Delivery of_withdrawal(const store::Store& store, const std::string& document) {
    const auto all = must(store.read_value<std::vector<Delivery>>(
        [&](const store::Snapshot& snapshot) { return snapshot.deliveries({.document = document}); }));
    return *std::ranges::max_element(all, {}, &Delivery::version);
}

TEST(LyingReceiver, that_knows_nothing_of_what_it_took_has_no_withdrawal_delivered) {
    Sending it;
    const auto server = receiver([](const ReceivedRequest& heard) {
        return heard.path == "/documents" ? reply(201, "Location: /documents/7\r\n") : reply(404);
    });
    const Delivery one = queue(*it.store, "p0", "a", "one");
    it.start({server->url()});
    ASSERT_TRUE(it.comes_to(one, DeliveryState::delivered));
    withdraw_document(it.site, *it.store, one.document);
    const Delivery notice = of_withdrawal(*it.store, one.document);
    EXPECT_TRUE(it.comes_to(notice, DeliveryState::dead));
    EXPECT_EQ(delivery(*it.store, notice.id).reason, diag::ReasonCode::withdrawal_not_found);
}

// To a Document Recipient; the bundle names what is replaced.
class Providing : public SendingBy<MhdTransport> {
public:
    Providing()
        : SendingBy(Certificates::get().client,
                    ProvideBundle(
                        [](const policy::Peer&, const OutboundMessage& message) -> diag::Result<std::string> {
                            return fmt::format(R"({{"bundle of":"{}","replaces":"{}"}})", message.bytes,
                                               message.known_as);
                        })) {}
};

std::string response(int number) {
    return fmt::format(
        R"({{"resourceType":"Bundle","entry":[{{"response":{{"status":"201","location":"DocumentReference/{}/_history/1"}}}}]}})",
        number);
}

TEST(LyingRecipient, that_answers_garbage_to_the_end_has_the_document_under_no_name) {
    const std::string whole = response(2);
    for (const std::string& body : {std::string("nonsense"), std::string(), whole.substr(0, whole.size() / 2),
                                    std::string(R"({"resourceType":"OperationOutcome"})")}) {
        Providing it;
        const auto server = receiver(in_turn({reply(200, "", body)}));
        const Delivery one = queue(*it.store, "p0", "a", "one");
        it.start({server->url()});
        ASSERT_TRUE(it.comes_to(one, DeliveryState::delivered)) << body;
        EXPECT_EQ(delivery(*it.store, one.id).remote_location, "") << body;
        EXPECT_EQ(server->heard().size(), 1U) << body;
    }
}

TEST(LyingRecipient, whose_answer_breaks_off_is_given_the_document_again_under_the_same_name) {
    Providing it;
    const std::string whole = reply(200, "", response(2)).bytes;
    const auto server = receiver(
        in_turn({{.bytes = whole.substr(0, whole.size() - 9), .close = true}, reply(200, "", response(2))}));
    const Delivery one = queue(*it.store, "p0", "a", "one");
    it.start({server->url()});
    ASSERT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_EQ(delivery(*it.store, one.id).remote_location, "DocumentReference/2");
    EXPECT_EQ(server->heard().size(), 2U);
    EXPECT_EQ(keys(server->heard()).size(), 1U);
    EXPECT_EQ(server->heard()[0].body, server->heard()[1].body);
}

// It makes a document of each request, whatever its key.
TEST(DuplicatingRecipient, is_known_by_the_last_name_that_it_gave) {
    Providing it;
    std::atomic<int> made = 0;
    const auto server = receiver([&](const ReceivedRequest&) {
        const int number = ++made;
        return number == 1 ? ServerReply{.close = true} : reply(200, "", response(number));
    });
    const Delivery one = queue(*it.store, "p0", "a", "one");
    it.start({server->url()});
    ASSERT_TRUE(it.comes_to(one, DeliveryState::delivered));
    EXPECT_EQ(delivery(*it.store, one.id).remote_location, "DocumentReference/2");
    EXPECT_EQ(keys(server->heard()).size(), 1U) << "it could have known";
    const Delivery newer = add_version(*it.store, one, "two");
    ASSERT_TRUE(it.comes_to(newer, DeliveryState::delivered));
    EXPECT_EQ(server->heard().back().body, R"({"bundle of":"two","replaces":"DocumentReference/2"})");
    EXPECT_EQ(server->heard().size(), 3U) << "and nothing is sent once more";
}

} // namespace
} // namespace renkei::transports::lying_receiver_test
