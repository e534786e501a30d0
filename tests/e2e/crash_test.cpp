// kill -9 at every place between two durable steps, and at moments of chance: what was acknowledged is there exactly once, is delivered
// exactly once in effect, and the audit chain is whole.
#include "site.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <thread>

namespace renkei::e2e {
namespace {

using nlohmann::json;

constexpr const char* csv = "text/csv;charset=Shift_JIS";
constexpr std::string_view mark = "CRASH-"; // of a document's own id, before five digits

// Names of all the places in the code, so that a new one is tried without anybody listing it.
std::vector<std::string> steps() {
    std::set<std::string> out;
    constexpr std::string_view place = "base::step(\"";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(RENKEI_SOURCE "/gateway")) {
        if (entry.path().extension() == ".cpp") {
            std::ifstream in(entry.path());
            const std::string text{std::istreambuf_iterator<char>(in), {}};
            for (std::size_t at = text.find(place); at != std::string::npos; at = text.find(place, at + 1)) {
                const std::size_t name = at + place.size();
                out.insert(text.substr(name, text.find('"', name) - name));
            }
        }
    }
    return {out.begin(), out.end()};
}

// Gateway A takes documents from a care manager and delivers them to gateway B.
class Pair {
public:
    Pair() : authority_(folder_.path()), hub_(folder_.path() / "b", authority_, "hub"), regional_(folder_.path() / "a", authority_, "gateway-a") {
        hub_.add_peer("gateway-a", {"--role", "network"});
        hub_.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016"});
        hub_.start();
        regional_.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
        regional_.add_peer("hub", {"--role", "hub", "--number", "institution:9910100016", "--way", "gateway", "--address", hub_.address()});
    }

    Site& hub() { return hub_; }
    Site& regional() { return regional_; }

    // Sends new documents until the gateway is gone, at most so many; those without an answer are to be sent again.
    void send(int most) {
        Client client = regional_.client("care-manager");
        for (int i = 0; i < most; ++i) {
            const std::string id = unanswered_.empty() ? fmt::format("{}{:05}", mark, next_++) : *unanswered_.begin();
            unanswered_.insert(id);
            if (!offer(client, id)) {
                return;
            }
        }
    }
    void send_again() {
        Client client = regional_.client("care-manager");
        for (const std::string& id : std::vector<std::string>(unanswered_.begin(), unanswered_.end())) {
            ASSERT_TRUE(offer(client, id)) << regional_.log();
        }
    }

    void check() {
        EXPECT_TRUE(eventually([&] { return names_at(hub_, "hospital").size() >= acknowledged_.size(); }, 60)) << regional_.log();
        EXPECT_EQ(names_at(regional_, "care-manager"), expected()) << "at the gateway that took them";
        EXPECT_EQ(names_at(hub_, "hospital"), expected()) << "at the gateway that got them";
        regional_.stop();
        hub_.stop();
        regional_.command({"audit", "verify"});
        hub_.command({"audit", "verify"});
    }

private:
    bool offer(Client& client, const std::string& id) {
        const auto reply = client.send("POST", "/documents", with(document_, "FIX-UNKNOWN", id), {{"Content-Type", csv}});
        if (!reply) {
            return false;
        }
        EXPECT_TRUE(reply->status == 200 || reply->status == 201) << reply->status << reply->body;
        unanswered_.erase(id);
        acknowledged_.insert(id);
        return true;
    }

    std::multiset<std::string> expected() const { return {acknowledged_.begin(), acknowledged_.end()}; }

    // The documents' own ids as this peer finds them.
    static std::multiset<std::string> names_at(Site& site, const std::string& peer) {
        Client client = site.client(peer);
        std::multiset<std::string> out;
        for (std::string page = "/documents?_count=100"; !page.empty();) {
            const Reply reply = client.get(page, {{"Accept", "application/json"}});
            if (reply.status != 200) {
                ADD_FAILURE() << reply.status << reply.body;
                return out;
            }
            const json list = json::parse(reply.body);
            for (const json& one : list.at("documents")) {
                const Reply document = client.get("/documents/" + one.at("id").get<std::string>(), {{"Accept", csv}});
                if (const std::size_t name = document.body.find(mark); name != std::string::npos) {
                    out.insert(document.body.substr(name, mark.size() + 5));
                }
            }
            page = list.value("next", "");
            page = page.substr(std::min(page.size(), page.find("/documents")));
        }
        return out;
    }

    Folder folder_;
    Authority authority_;
    Site hub_;
    Site regional_;
    std::string document_ = fixture("admission/unknown.csv");
    std::set<std::string> acknowledged_;
    std::set<std::string> unanswered_;
    int next_ = 1;
};

TEST(What_was_acknowledged, survives_a_crash_between_any_two_steps) {
    Pair pair;
    ASSERT_FALSE(steps().empty());
    for (const std::string& step : steps()) {
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
    const char* const wanted = std::getenv("RENKEI_CRASH_ROUNDS");
    const int rounds = wanted == nullptr ? 12 : std::atoi(wanted);
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

} // namespace
} // namespace renkei::e2e
