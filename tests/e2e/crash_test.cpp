// kill -9 at every place between two durable steps, and at moments of chance: what was acknowledged is there
// exactly once, is delivered exactly once in effect, and the audit chain is whole.
#include "ledger.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <thread>
#include <vector>

namespace renkei::e2e::crash_test {
namespace {

// Gateway A takes documents from a care manager and delivers them to gateway B.
class Pair {
public:
    Pair()
        : authority_(folder_.path()),
          hub_(folder_.path() / "b", authority_, "hub"),
          regional_(folder_.path() / "a", authority_, "gateway-a") {
        hub_.add_peer("gateway-a", {"--role", "network"});
        hub_.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016"});
        hub_.start();
        regional_.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
        regional_.add_peer("hub", {"--role", "hub", "--number", "institution:9910100016", "--delivery-method",
                                   "gateway", "--address", hub_.address()});
    }

    Site& hub() { return hub_; }
    Site& regional() { return regional_; }

    void send(int most) {
        Client client = regional_.client("care-manager");
        sent_.send(client, most);
    }
    void send_again() {
        Client client = regional_.client("care-manager");
        ASSERT_TRUE(sent_.send_again(client)) << regional_.log();
    }

    void check() {
        EXPECT_TRUE(
            eventually([&] { return sent_.count_at(hub_, "hospital") >= sent_.acknowledged().size(); }, 300))
            << regional_.log();
        EXPECT_EQ(sent_.names_at(regional_, "care-manager"), sent_.acknowledged())
            << "at the gateway that took them";
        EXPECT_EQ(sent_.names_at(hub_, "hospital"), sent_.acknowledged()) << "at the gateway that got them";
        regional_.stop();
        hub_.stop();
        regional_.command({"audit", "verify"});
        hub_.command({"audit", "verify"});
    }

private:
    Folder folder_;
    Authority authority_;
    Site hub_;
    Site regional_;
    Ledger sent_;
};

TEST(What_was_acknowledged, survives_a_crash_between_any_two_steps) {
    Pair pair;
    ASSERT_FALSE(crash_steps().empty());
    for (const std::string& step : crash_steps()) {
        for (const int time : {1, 2}) {
            if (pair.regional().try_start({{"RENKEI_DIE_AT", fmt::format("{}:{}", step, time)}})) {
                pair.send(4);
                eventually([&] { return pair.regional().has_ended(); }, 1); // not every place is passed
                pair.regional().kill();
            }
        }
    }
    pair.regional().start();
    pair.send_again();
    pair.check();
}

TEST(What_was_acknowledged, survives_a_crash_at_any_moment) {
    const int rounds = crash_rounds(12);
    std::mt19937 chance(20261120);
    Pair pair;
    for (int round = 0; round < rounds; ++round) {
        Site& victim = round % 4 == 3 ? pair.hub() : pair.regional();
        pair.regional().start();
        std::thread killer([&, wait = std::chrono::milliseconds(chance() % 120)] {
            std::this_thread::sleep_for(wait);
            victim.process().signal(SIGKILL);
        });
        pair.send(40);
        killer.join();
        pair.regional().kill();
        if (&victim == &pair.hub()) {
            pair.hub().kill();
            pair.hub().start();
        }
    }
    pair.regional().start();
    pair.send_again();
    pair.check();
}

TEST(What_was_read, is_in_the_audit_although_the_gateway_crashed) {
    Pair pair;
    pair.regional().start();
    pair.send(2);
    std::vector<std::string> requests;
    for (int round = 0; round < 4; ++round) {
        if (round != 0) {
            pair.regional().start();
        }
        Client client = pair.regional().client("care-manager");
        for (int i = 0; i < 20; ++i) {
            const Reply list = client.get("/documents");
            ASSERT_EQ(list.status, 200);
            requests.push_back(list.headers.at("x-request-id"));
        }
        pair.regional().kill();
    }
    pair.regional().start();
    const std::string listed = pair.regional().command({"audit", "list", "--last", "1000"});
    for (const std::string& request : requests) {
        EXPECT_NE(listed.find(request), std::string::npos) << request;
        EXPECT_EQ(listed.find(request), listed.rfind(request)) << request;
    }
    pair.check();
}

} // namespace
} // namespace renkei::e2e::crash_test
