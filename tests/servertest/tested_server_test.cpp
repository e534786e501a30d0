#include "gateway/network/servertest/tested_server.h"
#include "generated/messages/service.h"

#include "tests/support/loopback_server.h"
#include <gtest/gtest.h>

namespace renkei::servertest::tested_server_test {
namespace {

using client::HttpPool;
using test::LoopbackServer;
using test::ReceivedRequest;
using test::reply;

LoopbackServer::Handler ok() {
    return [](const ReceivedRequest&) { return reply(200); };
}

TEST(TestedServer, is_the_only_server_that_gets_requests_wherever_its_responses_point) {
    const LoopbackServer tested(nullptr, ok());
    const LoopbackServer elsewhere(nullptr, ok());
    HttpPool pool(nullptr, {});
    TestedServer server(pool, tested.url() + "/fhir");
    for (const std::string& reference :
         {elsewhere.url() + "/x", "http://localhost:" + std::to_string(tested.port()) + "/x",
          std::string("https://gateway.example/x")}) {
        const auto answer = server.send({.method = "GET", .url = server.resolve(reference)});
        ASSERT_FALSE(answer) << reference;
        EXPECT_EQ(answer.error().message, diag::message::conform_item_differs)
            << "a failed check, not a missing response";
        const std::string message = diag::to_text(answer.error(), diag::Language::english);
        EXPECT_NE(message.find(tested.url() + "/"), std::string::npos) << message;
        EXPECT_NE(message.find(reference), std::string::npos) << message;
    }
    EXPECT_TRUE(elsewhere.heard().empty());
    EXPECT_TRUE(tested.heard().empty());
}

TEST(TestedServer, is_requested_at_all_of_its_own_urls) {
    const LoopbackServer tested(nullptr, ok());
    HttpPool pool(nullptr, {});
    TestedServer server(pool, tested.url() + "/fhir/");
    for (const std::string& reference : {tested.url() + "/fhir/Binary/1", std::string("/files/1"),
                                         std::string("Binary/1"), std::string("//elsewhere.example/x")}) {
        EXPECT_TRUE(server.send({.method = "GET", .url = server.resolve(reference)})) << reference;
    }
    std::vector<std::string> paths;
    for (const ReceivedRequest& heard : tested.heard()) {
        paths.push_back(heard.path);
    }
    EXPECT_EQ(paths, (std::vector<std::string>{"/fhir/Binary/1", "/files/1", "/fhir/Binary/1",
                                               "//elsewhere.example/x"}));
}

} // namespace
} // namespace renkei::servertest::tested_server_test
