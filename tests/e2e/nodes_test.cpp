// Two gateways on one PostgreSQL: any of them serves any request, they share the deliveries, and when one is
// killed the other goes on.
#include "ledger.h"
#include "tests/store/postgres_server.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

namespace renkei::e2e::nodes_test {
namespace {

// Both nodes show the same certificate and open the store with the same keys; a hub receives what they
// deliver.
class Nodes {
public:
    explicit Nodes(const std::string& database)
        : authority_(folder_.path()),
          hub_(folder_.path() / "hub", authority_, "hub"),
          first_(folder_.path() / "a1", authority_, "gateway-a1", lines(database, "a1")),
          second_(folder_.path() / "a2", authority_, "gateway-a2", lines(database, "a2")) {
        authority_.client("gateway-a");
        hub_.add_peer("gateway-a", {"--role", "network"});
        hub_.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016"});
        first_.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
        first_.add_peer("hub", {"--role", "hub", "--number", "institution:9910100016", "--delivery-method",
                                "gateway", "--address", hub_.address()});
        first_.start();
        second_.start();
    }

    Site& hub() { return hub_; }
    Site& first() { return first_; }
    Site& second() { return second_; }

    std::size_t deliveries_of(const std::string& node) const {
        const std::string events = first_.command({"audit", "list", "--node", node, "--last", "9999"});
        std::size_t out = 0;
        for (std::size_t at = events.find("\"delivery\""); at != std::string::npos;
             at = events.find("\"delivery\"", at + 1)) {
            ++out;
        }
        return out;
    }

    void expect_exactly_once(const Ledger& sent) {
        EXPECT_TRUE(
            eventually([&] { return Ledger::count_at(hub_, "hospital") >= sent.acknowledged().size(); }, 300))
            << second_.command({"outbox", "list"});
        EXPECT_EQ(Ledger::names_at(first_, "care-manager"), sent.acknowledged()) << "at the one node";
        EXPECT_EQ(Ledger::names_at(second_, "care-manager"), sent.acknowledged()) << "at the other node";
        EXPECT_EQ(Ledger::names_at(hub_, "hospital"), sent.acknowledged()) << "at the receiver";
    }
    void stop() {
        first_.stop();
        second_.stop();
        hub_.stop();
        first_.command({"audit", "verify"}); // the chains of both nodes
        hub_.command({"audit", "verify"});
    }

private:
    std::string lines(const std::string& database, const std::string& node) const {
        const std::string certificate = (folder_.path() / "certificates" / "gateway-a").string();
        return fmt::format("  client_certificate: {0}.pem\n  client_key: {0}.key\nkeys: {{master: "
                           "{1}}}\nstore: {{postgres: \"{2}\", node: {3}}}\n"
                           "delivery: {{lease_ms: 2000}}\n",
                           certificate, (folder_.path() / "master.key").string(), database, node);
    }

    Folder folder_;
    Authority authority_;
    Site hub_;
    Site first_;
    Site second_;
};

class Two_nodes : public testing::Test {
protected:
    void SetUp() override {
        if (!store::PostgresServer::is_installed()) {
            ASSERT_EQ(std::getenv("CI"), nullptr) << "PostgreSQL is missing";
            GTEST_SKIP() << "PostgreSQL is missing";
        }
        nodes = std::make_unique<Nodes>(store::PostgresServer::shared().new_database());
    }
    std::unique_ptr<Nodes> nodes;
};

TEST_F(Two_nodes, serve_each_others_documents_and_share_the_deliveries) {
    Client to_first = nodes->first().client("care-manager");
    Ledger sent;
    sent.send(to_first, 100); // the hub is not there yet
    EXPECT_EQ(Ledger::names_at(nodes->second(), "care-manager"), sent.acknowledged());
    nodes->hub().start();
    EXPECT_TRUE(eventually([&] {
        sent.send(to_first, 20);
        return nodes->deliveries_of("a1") > 0 && nodes->deliveries_of("a2") > 0;
    }));
    nodes->expect_exactly_once(sent);
    nodes->stop();
}

// Two senders, one at each node; a sender without a response sends again to the other node.
TEST_F(Two_nodes, lose_and_double_nothing_when_one_is_killed_at_any_moment) {
    std::mt19937 chance(20261120);
    Ledger at_first("CRASH-A-");
    Ledger at_second("CRASH-B-");
    nodes->hub().start();
    const int rounds = crash_rounds(4);
    for (int round = 0; round < rounds; ++round) {
        Site& victim = round % 2 == 0 ? nodes->first() : nodes->second();
        Site& survivor = round % 2 == 0 ? nodes->second() : nodes->first();
        Client to_first = nodes->first().client("care-manager");
        Client to_second = nodes->second().client("care-manager");
        std::thread killer([&, wait = std::chrono::milliseconds(chance() % 200)] {
            std::this_thread::sleep_for(wait);
            victim.process().signal(SIGKILL);
        });
        std::thread sender([&] { at_second.send(to_second, 20); });
        at_first.send(to_first, 20);
        sender.join();
        killer.join();
        victim.kill();
        Client to_survivor = survivor.client("care-manager");
        ASSERT_TRUE(at_first.send_again(to_survivor) && at_second.send_again(to_survivor)) << survivor.log();
        if (round < 4 || round % 50 == 0) { // counting takes longer the more there are
            // what the dead node had begun: its lease ends in two seconds
            const std::size_t all = at_first.acknowledged().size() + at_second.acknowledged().size();
            EXPECT_TRUE(eventually([&] { return Ledger::count_at(nodes->hub(), "hospital") == all; }, 30))
                << survivor.command({"outbox", "list"});
        }
        victim.start();
    }
    at_first.take_over(at_second);
    nodes->expect_exactly_once(at_first);
    nodes->stop();
}

// The first node dies at every place between two durable steps, at the first and at the second time that it
// comes there; what it was given goes to the other.
TEST_F(Two_nodes, lose_and_double_nothing_when_one_dies_between_any_two_steps) {
    Ledger at_first("CRASH-A-");
    Ledger at_second("CRASH-B-");
    nodes->hub().start();
    int deaths = 0;
    for (const std::string& step : crash_steps()) {
        for (const int time : {1, 2}) {
            nodes->first().kill();
            if (nodes->first().try_start({{"RENKEI_DIE_AT", fmt::format("{}:{}", step, time)}})) {
                Client to_first = nodes->first().client("care-manager");
                Client to_second = nodes->second().client("care-manager");
                std::thread sender([&] { at_second.send(to_second, 4); });
                at_first.send(to_first, 8);
                sender.join();
                eventually([&] { return nodes->first().has_ended(); }, 1); // not every place is passed
            }
            deaths += nodes->first().has_ended() ? 1 : 0;
            Client to_second = nodes->second().client("care-manager");
            ASSERT_TRUE(at_first.send_again(to_second) && at_second.send_again(to_second))
                << nodes->second().log();
        }
    }
    EXPECT_GE(deaths, 6) << "the store's and the outbox's places are passed";
    nodes->first().kill();
    nodes->first().start();
    at_first.take_over(at_second);
    nodes->expect_exactly_once(at_first);
    nodes->stop();
}

} // namespace
} // namespace renkei::e2e::nodes_test
