// POST /withdrawals: by the Idempotency-Key of what the caller sent.
#include "tests/server_documents/request_kit.h"

namespace renkei::server::withdrawals_test {
namespace {

using documents::admission;
using nlohmann::json;

Response withdraw(RequestKit& kit, const json& notice, const std::string& peer = "manager") {
    return kit.ask({.method = "POST",
                    .target = "/withdrawals",
                    .headers = {{"Content-Type", "application/json"}},
                    .body = notice.dump(),
                    .peer = peer});
}

json notice(const std::string& key) {
    return {{"status", "withdrawn"},
            {"document", "what the sender calls it"},
            {"version", 2},
            {"deliveries", {key}}};
}

TEST(Withdrawals, take_back_what_a_request_brought) {
    RequestKit kit;
    const Response created = kit.post(admission(), "text/csv", {{"Idempotency-Key", "key-1"}});
    ASSERT_EQ(created.status, 201) << created.body;
    const Response response = withdraw(kit, notice("key-1"));
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(json_of(response).at("documents").at(0).at("fate"), "withdrawn");
    EXPECT_EQ(json_of(response).at("expected"), 0);
    EXPECT_EQ(kit.get(path_of(created)).status, 410);
    EXPECT_EQ(kit.get(path_of(created), "", "hospital").status, 410);
}

TEST(Withdrawals, make_what_arrives_later_gone_for_all) {
    RequestKit kit;
    EXPECT_EQ(json_of(withdraw(kit, notice("key-1"))).at("expected"), 1);
    const Response created = kit.post(admission(), "text/csv", {{"Idempotency-Key", "key-1"}});
    ASSERT_EQ(created.status, 201) << created.body;
    EXPECT_EQ(json_of(created).at("documents").at(0).at("fate"), "withdrawn");
    EXPECT_EQ(kit.get(path_of(created), "", "hospital").status, 410);
    EXPECT_EQ(json_of(kit.get("/documents", "application/json", "hospital")).at("documents").size(), 0U);
}

TEST(Withdrawals, of_a_document_that_came_without_a_key_go_by_its_location) {
    RequestKit kit;
    const Response created = kit.post(admission());
    json reported = notice("key-1");
    reported["known_as"] = "https://gateway.example.jp" + path_of(created);
    EXPECT_EQ(withdraw(kit, reported).status, 200);
    EXPECT_EQ(kit.get(path_of(created)).status, 410);
}

TEST(Withdrawals, that_are_not_well_formed_are_refused) {
    RequestKit kit;
    const std::string long_key(256, 'k');
    for (const json& wrong :
         {json("text"), json::array(), json::object(), json{{"status", "withdrawn"}},
          json{{"status", "current"}, {"deliveries", {"k"}}},
          json{{"status", "withdrawn"}, {"deliveries", json::array()}},
          json{{"status", "withdrawn"}, {"deliveries", {1}}},
          json{{"status", "withdrawn"}, {"deliveries", {"with blank"}}},
          json{{"status", "withdrawn"}, {"deliveries", {long_key}}},
          json{{"status", "withdrawn"}, {"deliveries", std::vector<std::string>(1001, "k")}}}) {
        const Response response = kit.ask({.method = "POST", .target = "/withdrawals", .body = wrong.dump()});
        EXPECT_EQ(response.status, 400) << wrong.dump().substr(0, 80);
        EXPECT_EQ(codes(response), std::vector<std::string>{"J009"});
    }
    EXPECT_EQ(kit.ask({.method = "POST", .target = "/withdrawals", .body = "{"}).status, 400);
}

TEST(Withdrawals, of_what_another_peer_sent_are_refused) {
    RequestKit kit;
    ASSERT_EQ(kit.post(admission(), "text/csv", {{"Idempotency-Key", "key-1"}}).status, 201);
    ASSERT_EQ(kit.post(admission(), "text/csv", {{"Idempotency-Key", "key-2"}}, "network").status, 200);
    EXPECT_EQ(withdraw(kit, notice("key-2"), "network").status, 403);
}

} // namespace
} // namespace renkei::server::withdrawals_test
