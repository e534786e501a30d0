// The database of a gateway goes away while it serves, and comes back: callers get 503 with Retry-After,
// nothing acknowledged is lost, and all goes on by itself.
#include "ledger.h"
#include "tests/store/postgres_server.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace renkei::e2e::outage_test {
namespace {

// One gateway on a PostgreSQL of its own, and a hub that receives what it delivers.
class Served {
public:
    Served()
        : authority_(folder_.path()),
          hub(folder_.path() / "hub", authority_, "hub"),
          gateway(folder_.path() / "a", authority_, "gateway-a",
                  fmt::format("store: {{postgres: \"{}\"}}\n", database().new_database())) {
        hub.add_peer("gateway-a", {"--role", "network"});
        hub.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016"});
        gateway.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
        gateway.add_peer("hub", {"--role", "hub", "--number", "institution:9910100016", "--delivery-method",
                                 "gateway", "--address", hub.address()});
        gateway.start();
    }
    static store::PostgresServer& database() { return store::PostgresServer::own(); }
    bool becomes(int status) const {
        return eventually([&] { return gateway.management("/readyz") == status; });
    }

private:
    Folder folder_;
    Authority authority_;

public:
    Site hub;
    Site gateway;
};

class An_outage_of_the_database : public testing::Test {
protected:
    void SetUp() override {
        if (!store::PostgresServer::is_installed()) {
            ASSERT_EQ(std::getenv("CI"), nullptr) << "PostgreSQL is missing";
            GTEST_SKIP() << "PostgreSQL is missing";
        }
    }
};

void expect_come_again(const Reply& reply) {
    EXPECT_EQ(reply.status, 503) << reply.body;
    EXPECT_TRUE(reply.headers.contains("retry-after"));
    EXPECT_NE(reply.body.find("OperationOutcome"), std::string::npos) << reply.body;
}

TEST_F(An_outage_of_the_database, gives_503_to_callers_and_ends_when_the_database_is_back) {
    Served it;
    Client client = it.gateway.client("care-manager");
    Ledger sent;
    sent.send(client, 10); // the hub is not there: ten deliveries wait
    ASSERT_TRUE(it.becomes(200));

    Served::database().stop_at_once();
    expect_come_again(
        client.post("/documents", "text/csv;charset=Shift_JIS", fixture("admission/unknown.csv")));
    expect_come_again(
        client.post("/fhir/Bundle", "application/fhir+json", fixture("admission/full.bundle.json")));
    expect_come_again(client.get("/documents"));
    expect_come_again(client.get("/documents/0190a000-0000-7000-8000-000000000000"));
    expect_come_again(client.get("/fhir/DocumentReference/0190a000-0000-7000-8000-000000000000"));
    EXPECT_TRUE(it.becomes(503)) << "a front sends callers to another node";
    EXPECT_EQ(it.gateway.management("/healthz"), 200) << "it need not be started again";
    it.hub.start();

    Served::database().start();
    EXPECT_TRUE(it.becomes(200)) << it.gateway.log();
    EXPECT_TRUE(eventually([&] { return Ledger::count_at(it.hub, "hospital") == 10; }))
        << it.gateway.command({"outbox", "list"});
    sent.send(client, 10);
    EXPECT_TRUE(eventually([&] { return Ledger::count_at(it.hub, "hospital") >= 20; }))
        << it.gateway.command({"outbox", "list"});
    EXPECT_EQ(Ledger::names_at(it.hub, "hospital"), sent.acknowledged());
    EXPECT_EQ(Ledger::names_at(it.gateway, "care-manager"), sent.acknowledged());
    it.gateway.stop();
    it.hub.stop();
    it.gateway.command({"audit", "verify"});
}

} // namespace
} // namespace renkei::e2e::outage_test
