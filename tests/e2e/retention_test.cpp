// A document is taken back long after it was delivered, when the gateway has deleted what is old: the
// receiver still gets the withdrawal.
#include "site.h"
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace renkei::e2e::retention_test {
namespace {

constexpr const char* csv = "text/csv;charset=Shift_JIS";

// Makes everything in the store of a stopped gateway a year older.
void grow_old(const Site& site) {
    sqlite3* store = nullptr;
    ASSERT_EQ(sqlite3_open((site.folder() / "renkei.db").c_str(), &store), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(store,
                           "UPDATE version SET created = created - 31536000000; UPDATE delivery SET created "
                           "= created - 31536000000, changed = changed - 31536000000",
                           nullptr, nullptr, nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(store);
    sqlite3_close(store);
}

// Sends a document; returns its path at the gateway that took it.
std::string send(Client& client, const std::string& id) {
    const Reply taken =
        client.post("/documents", csv, with(fixture("admission/unknown.csv"), "FIX-UNKNOWN", id));
    EXPECT_EQ(taken.status, 201) << taken.body;
    const std::string location = taken.headers.contains("location") ? taken.headers.at("location") : "";
    return location.substr(std::min(location.size(), location.find("/documents/")));
}

std::size_t found_at(const Site& site, const std::string& peer) {
    const Reply page = site.client(peer).get("/documents", {{"Accept", "application/json"}});
    return page.status == 200 ? nlohmann::json::parse(page.body).at("documents").size() : 0;
}

TEST(Retention, keeps_the_deliveries_of_a_withdrawal) {
    const Folder folder;
    const Authority authority(folder.path());
    Site hub(folder.path() / "hub", authority, "hub");
    Site gateway(folder.path() / "a", authority, "gateway-a", "retention_days: 30\n");
    hub.add_peer("gateway-a", {"--role", "network"});
    hub.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016"});
    gateway.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
    gateway.add_peer("hub", {"--role", "hub", "--number", "institution:9910100016", "--delivery-method",
                             "gateway", "--address", hub.address()});
    hub.start();
    gateway.start();
    Client client = gateway.client("care-manager");
    const std::string kept = send(client, "FIX-KEPT");
    const std::string gone = send(client, "FIX-GONE");
    ASSERT_TRUE(eventually([&] { return found_at(hub, "hospital") == 2; }))
        << gateway.command({"outbox", "list"});
    ASSERT_EQ(client.send("DELETE", gone)->status, 200);
    ASSERT_TRUE(eventually([&] { return found_at(hub, "hospital") == 1; }))
        << gateway.command({"outbox", "list"});
    gateway.stop();

    grow_old(gateway);
    gateway.start();
    Client later = gateway.client("care-manager");
    ASSERT_TRUE(eventually([&] { return later.get(gone).status == 404; })) << "what was withdrawn is deleted";
    EXPECT_EQ(later.get(kept).status, 200);
    ASSERT_EQ(later.send("DELETE", kept)->status, 200);
    EXPECT_TRUE(eventually([&] { return found_at(hub, "hospital") == 0; }))
        << gateway.command({"outbox", "list"});
    gateway.stop();
    hub.stop();
}

} // namespace
} // namespace renkei::e2e::retention_test
