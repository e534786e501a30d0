// What the sender of a document sees of its receivers: who has which version, and since when.
#include "gateway/network/mhd/logical_id.h"

#include "tests/server_documents/request_kit.h"
#include "tests/support/cp932.h"

namespace renkei::server::deliveries_test {
namespace {

using documents::admission;
using documents::replaced;
using store::DeliveryState;

constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

class ListedDeliveries : public testing::Test {
protected:
    std::string send(const std::string& form) {
        kit.site.clock.pass(1000);
        return path_of(kit.post(form));
    }
    nlohmann::json of(const std::string& path) {
        const Response answer = kit.get(path + "/deliveries");
        EXPECT_EQ(answer.status, 200) << answer.body;
        return json_of(answer).at("deliveries");
    }
    // The only delivery to the hospital.
    void change(const std::function<void(store::Delivery&)>& how) {
        std::vector<store::Delivery> all = kit.site.deliveries("hospital");
        how(all.back());
        documents::must(kit.site.store().write(
            [&](store::Transaction& transaction) { return transaction.update(all.back()); }));
    }
    RequestKit kit;
};

TEST_F(ListedDeliveries, say_who_has_which_version_since_when_and_which_file) {
    const std::string path = send(admission());
    nlohmann::json waiting = of(path);
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0]["state"], "mailbox");
    EXPECT_EQ(waiting[0]["version"], 1);
    EXPECT_EQ(waiting[0]["receiver"],
              (nlohmann::json{{"name", "hospital"}, {"numbers", {"office:9910100016"}}}));
    EXPECT_EQ(waiting[0]["sha256"], json_of(kit.get("/documents"))["documents"][0]["sha256"]);
    EXPECT_FALSE(waiting[0].contains("delivered"));
    const std::string id = json_of(kit.get("/mailbox", "", "hospital"))["deliveries"][0]["id"];
    kit.site.clock.pass(3600'000);
    const std::string file(64, 'a');
    ASSERT_EQ(
        kit.ask({.method = "DELETE", .target = "/mailbox/" + id + "?sha256=" + file, .peer = "hospital"})
            .status,
        204);
    const nlohmann::json received = of(path)[0];
    EXPECT_EQ(received["state"], "delivered");
    EXPECT_EQ(received["file_sha256"], file);
    EXPECT_GT(received["delivered"].get<std::string>(), received["queued"].get<std::string>());
}

TEST_F(ListedDeliveries, of_each_version_and_of_its_withdrawal_are_listed) {
    const std::string path = send(admission("1"));
    send(admission("2"));
    const nlohmann::json both = of(path);
    ASSERT_EQ(both.size(), 2U);
    EXPECT_NE(both[0]["sha256"], both[1]["sha256"]);
    change([](store::Delivery& delivery) { delivery.state = DeliveryState::delivered; });
    ASSERT_EQ(kit.ask({.method = "DELETE", .target = path}).status, 200);
    const nlohmann::json all = of(path);
    EXPECT_EQ(all.back()["withdraws"], true);
    EXPECT_EQ(all.back()["version"], 3);
}

TEST_F(ListedDeliveries, are_the_senders_alone) {
    const std::string path = send(admission());
    const std::string unknown = kit.get("/documents/0190a000-0000-7000-8000-000000000000/deliveries").body;
    for (const char* const peer : {"hospital", "stranger", "nurse", "gone"}) {
        const Response answer = kit.get(path + "/deliveries", "", peer);
        EXPECT_EQ(answer.status, 404) << peer;
        EXPECT_EQ(answer.body, unknown) << peer;
    }
    kit.post(admission(), "text/csv", {}, "network"); // brought once more
    EXPECT_EQ(kit.get(path + "/deliveries", "", "network").status, 404);
}

// As in a mailbox, where it waits unseen.
TEST_F(ListedDeliveries, that_the_matrix_closes_wait) {
    const std::string path = send(admission());
    change([](store::Delivery& delivery) {
        delivery.state = DeliveryState::dead;
        delivery.reason = diag::ReasonCode::not_shared;
    });
    EXPECT_EQ(of(path)[0]["state"], "waiting");
    change([](store::Delivery& delivery) { delivery.reason = diag::ReasonCode::no_way; });
    EXPECT_EQ(of(path)[0]["state"], "dead");
    change([](store::Delivery& delivery) { delivery.state = DeliveryState::sending; });
    EXPECT_EQ(of(path)[0]["state"], "waiting");
}

TEST_F(ListedDeliveries, are_a_page_to_which_the_list_leads) {
    const std::string path = send(admission());
    const std::string link = path + "/deliveries\">送達の状況</a>";
    EXPECT_TRUE(has(kit.get("/documents", std::string(browser)).body, link));
    EXPECT_FALSE(has(kit.get("/documents", std::string(browser), "hospital").body, "送達の状況"));
    const Response page = kit.get(path + "/deliveries", std::string(browser));
    EXPECT_TRUE(has(page.body, "受信箱で受取待ち"));
    EXPECT_TRUE(has(page.body, "office:9910100016"));
    EXPECT_FALSE(has(page.body, "花子")) << "nothing of the person";
    change([](store::Delivery& delivery) { delivery.state = DeliveryState::delivered; });
    EXPECT_TRUE(has(kit.get(path + "/deliveries", std::string(browser)).body, "<strong>受領</strong>"));
}

// Only the receiver reads the field Renkei-Replaced.
TEST(DeliveriesOfReplacedCharacters, say_so_to_the_sender_and_to_the_operator) {
    std::vector<policy::Peer> peers = documents::usual_peers();
    std::ranges::find(peers, "hospital", &policy::Peer::id)->characters.repertoire = text::Repertoire::jis;
    RequestKit kit(peers);
    const std::string path =
        path_of(kit.post(replaced(admission(), test::cp932("連携　花子"), test::cp932("髙橋　花子"))));
    const auto delivery = [&] { return json_of(kit.get(path + "/deliveries")).at("deliveries").at(0); };
    const std::string waiting = "/mailbox/" + kit.site.deliveries("hospital").front().id;
    EXPECT_NE(header(kit.get(waiting, "application/fhir+json", "hospital"), "ETag"), "");
    EXPECT_FALSE(delivery().contains("reason")) << "FHIR has every character";
    EXPECT_NE(header(kit.get(waiting, "", "hospital"), "Renkei-Replaced"), "");
    EXPECT_EQ(delivery().at("reason"), "characters-replaced");
    EXPECT_EQ(delivery().at("state"), "mailbox");
    ASSERT_EQ(kit.ask({.method = "DELETE", .target = waiting, .peer = "hospital"}).status, 204);
    EXPECT_EQ(delivery().at("reason"), "characters-replaced");
    EXPECT_EQ(delivery().at("state"), "delivered");
    EXPECT_EQ(kit.site.deliveries("hospital").front().reason, diag::ReasonCode::characters_replaced);
    EXPECT_TRUE(has(kit.get(path + "/deliveries", std::string(browser)).body, "置き換え"));
}

TEST_F(ListedDeliveries, to_no_peer_are_said_to_be_none) {
    const std::string path = send(replaced(admission(), "9910100016", "9970177777"));
    EXPECT_TRUE(of(path).empty());
    EXPECT_TRUE(has(kit.get(path + "/deliveries", std::string(browser)).body, "接続先にありません"));
}

TEST_F(ListedDeliveries, are_audited_with_the_person) {
    const std::string path = send(admission());
    of(path);
    const std::string event = kit.site.events().back();
    EXPECT_TRUE(has(event, "document-deliveries")) << event;
    EXPECT_TRUE(has(event, mhd::logical_id(path.substr(path.rfind('/') + 1)))) << event;
    EXPECT_TRUE(has(event, "person-hash")) << event;
}

} // namespace
} // namespace renkei::server::deliveries_test
