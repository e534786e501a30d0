// Documents that are withdrawn, or corrected so that they name another receiver, while the gateways that
// carry them are stopped or killed: at the end the receiver's gateway shows what holds, and nothing else.
#include "ledger.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <deque>
#include <random>
#include <thread>

namespace renkei::e2e::withdrawal_test {
namespace {

constexpr const char* csv = "text/csv;charset=Shift_JIS";
constexpr std::string_view hospital_number = "9910100016";
constexpr std::string_view clinic_number = "9910000018"; // no receiver here has it

// What a sender does with its documents, in this order; a step without an answer is done again.
class Work {
public:
    void keep() { steps_.push_back({add(), Kind::send}); }
    void withdraw() {
        const std::size_t document = add();
        steps_.push_back({document, Kind::send});
        steps_.push_back({document, Kind::withdraw});
        is_visible_[document] = false;
    }
    void correct() {
        const std::size_t document = add();
        steps_.push_back({document, Kind::send});
        steps_.push_back({document, Kind::correct});
        is_visible_[document] = false;
    }
    void correct_back() {
        correct();
        steps_.push_back({is_visible_.size() - 1, Kind::correct_back});
        is_visible_.back() = true;
    }
    // Takes the steps in their order; false if one of them gets no answer.
    bool carry_out(Client client) {
        for (; !steps_.empty(); steps_.pop_front()) {
            if (!carry_out(client, steps_.front())) {
                return false;
            }
        }
        return true;
    }
    bool carry_out_one(Client client) {
        const bool is_done = carry_out(client, steps_.front());
        steps_.pop_front();
        return is_done;
    }
    // Names of the documents that the receiver's gateway must show.
    std::multiset<std::string> visible() const {
        std::multiset<std::string> out;
        for (std::size_t i = 0; i < is_visible_.size(); ++i) {
            if (is_visible_[i]) {
                out.insert(name_of(i));
            }
        }
        return out;
    }

private:
    enum class Kind : std::uint8_t { send, withdraw, correct, correct_back };
    struct Step {
        std::size_t document;
        Kind kind;
    };
    static std::string name_of(std::size_t document) { return fmt::format("CRASH-{:05}", document); }
    std::size_t add() {
        is_visible_.push_back(true);
        locations_.emplace_back();
        return is_visible_.size() - 1;
    }
    std::string version(std::size_t document, int revision, std::string_view receiver) const {
        std::string out =
            with(document_, "\"FIX-UNKNOWN\",1,", fmt::format("\"{}\",{},", name_of(document), revision));
        // the documents of one person are delivered one by one
        out = with(out, "0000002022", fmt::format("00000020{:02}", document % 100));
        return with(out, std::string(hospital_number), std::string(receiver));
    }
    bool post(Client& client, std::size_t document, int revision, std::string_view receiver) {
        const auto reply =
            client.send("POST", "/documents", version(document, revision, receiver), {{"Content-Type", csv}});
        if (!reply) {
            return false;
        }
        EXPECT_TRUE(reply->status == 200 || reply->status == 201) << reply->status << reply->body;
        const auto location = reply->headers.find("location");
        if (location != reply->headers.end()) {
            locations_[document] = location->second.substr(location->second.find("/documents/"));
        }
        return true;
    }
    bool carry_out(Client& client, const Step& step) {
        switch (step.kind) {
        case Kind::send: return post(client, step.document, 1, hospital_number);
        case Kind::correct: return post(client, step.document, 2, clinic_number);
        case Kind::correct_back: return post(client, step.document, 3, hospital_number);
        case Kind::withdraw: break;
        }
        const auto reply = client.send("DELETE", locations_[step.document]);
        EXPECT_TRUE(!reply || reply->status == 200) << reply->status << reply->body;
        return reply.has_value();
    }

    std::string document_ = fixture("admission/unknown.csv");
    std::vector<bool> is_visible_{};
    std::vector<std::string> locations_{}; // at the gateway that took it
    std::deque<Step> steps_{};
};

// Gateway A takes documents from a care manager and delivers them to gateway B, where the hospital reads
// them.
class Pair {
public:
    Pair()
        : authority_(folder_.path()),
          hub(folder_.path() / "b", authority_, "hub"),
          regional(folder_.path() / "a", authority_, "gateway-a", "delivery: {lease_ms: 1000}\n") {
        hub.add_peer("gateway-a", {"--role", "network"});
        hub.add_peer("hospital", {"--role", "hospital", "--number", "institution:9910100016"});
        regional.add_peer("care-manager", {"--role", "care_manager", "--number", "office:9970100013"});
        regional.add_peer("hub", {"--role", "hub", "--number", "institution:9910100016", "--delivery-method",
                                  "gateway", "--address", hub.address()});
    }
    bool carry_out(Work& work) const { return work.carry_out(regional.client("care-manager")); }
    bool is_empty(const std::string& state) const {
        return regional.command({"outbox", "list", "--state", state}).find("hub") == std::string::npos;
    }
    // True once no delivery waits or is being sent any more.
    bool is_quiet() const {
        return eventually([&] { return is_empty("waiting") && is_empty("sending"); }, 300);
    }
    void check(const Work& work) {
        EXPECT_TRUE(is_quiet()) << regional.command({"outbox", "list"});
        EXPECT_EQ(Ledger::names_at(hub, "hospital"), work.visible()) << regional.command({"outbox", "list"});
        EXPECT_TRUE(is_empty("dead")) << regional.command({"outbox", "list", "--state", "dead"});
        regional.stop();
        hub.stop();
        regional.command({"audit", "verify"});
        hub.command({"audit", "verify"});
    }

private:
    Folder folder_;
    Authority authority_;

public:
    Site hub;
    Site regional;
};

TEST(A_withdrawal, reaches_the_receiver_although_its_gateway_never_heard_what_became_of_the_document) {
    for (const bool is_corrected : {false, true}) {
        Pair it;
        Work work;
        it.hub.start();
        it.regional.start();
        work.keep();
        ASSERT_TRUE(it.carry_out(work));
        ASSERT_TRUE(eventually([&] { return Ledger::count_at(it.hub, "hospital") == 1; }));
        it.hub.process().signal(SIGSTOP);
        if (is_corrected) {
            work.correct();
        } else {
            work.withdraw();
        }
        ASSERT_TRUE(work.carry_out_one(it.regional.client("care-manager")))
            << "the document, without what follows";
        ASSERT_TRUE(eventually([&] { return !it.is_empty("sending"); }));
        it.regional.kill();
        it.regional.start();
        ASSERT_TRUE(it.carry_out(work));
        it.hub.process().signal(SIGCONT);
        it.check(work);
    }
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        // those are the gateway's own
        if (const std::string name = entry.path().filename().string(); !name.starts_with('.')) {
            out.push_back(name);
        }
    }
    std::ranges::sort(out);
    return out;
}

TEST(Withdrawals_and_corrections, reach_the_receiver_to_whom_the_next_gateway_passed_the_document_on) {
    for (const bool is_corrected : {false, true}) {
        Pair it;
        const std::filesystem::path ward = it.hub.folder().parent_path() / "ward";
        std::filesystem::create_directories(ward);
        it.hub.add_peer("ward", {"--role", "hospital", "--number", "institution:9910100016",
                                 "--delivery-method", "folder", "--address", ward.string()});
        it.hub.start();
        it.regional.start();
        Work work;
        if (is_corrected) {
            work.correct();
        } else {
            work.withdraw();
        }
        ASSERT_TRUE(work.carry_out_one(it.regional.client("care-manager")));
        ASSERT_TRUE(eventually([&] { return names_in(ward).size() == 1; }))
            << it.hub.command({"outbox", "list"});
        const std::string name = names_in(ward).at(0);
        ASSERT_TRUE(it.carry_out(work));
        EXPECT_TRUE(eventually([&] {
            return names_in(ward) == std::vector<std::string>{name, name + ".withdrawn.json"};
        })) << it.hub.command({"outbox", "list"});
        it.check(work);
    }
}

TEST(Withdrawals_and_corrections, hold_at_the_receiver_whichever_gateway_crashes_between_any_two_steps) {
    Pair it;
    Work work;
    it.hub.start();
    const auto is_of_deliveries = [](const std::string& step) {
        return step.starts_with("exchange.") || step.starts_with("store.");
    };
    for (const std::string& step : crash_steps()) {
        for (Site* const victim : {&it.regional, &it.hub}) {
            const bool is_passed =
                is_of_deliveries(step) && (victim == &it.regional || step.starts_with("store."));
            for (const int time : {1, 3}) {
                if (!is_passed) {
                    continue;
                }
                if (victim == &it.hub) {
                    it.regional.start();
                    it.hub.kill();
                }
                if (victim->try_start({{"RENKEI_DIE_AT", fmt::format("{}:{}", step, time)}})) {
                    work.keep();
                    work.withdraw();
                    work.correct();
                    work.correct_back();
                    it.carry_out(work);
                    eventually([&] { return victim->has_ended(); }, 2);
                }
                it.regional.kill();
                if (victim == &it.hub) {
                    it.hub.kill();
                    it.hub.start();
                }
            }
        }
    }
    it.regional.start();
    ASSERT_TRUE(it.carry_out(work));
    it.check(work);
}

TEST(Withdrawals_and_corrections, hold_at_the_receiver_whichever_gateway_crashes_at_any_moment) {
    const int rounds = crash_rounds(10);
    std::mt19937 chance(20261122);
    Pair it;
    Work work;
    it.hub.start();
    it.regional.start();
    for (int round = 0; round < rounds; ++round) {
        Site& victim = round % 2 == 0 ? it.regional : it.hub;
        std::thread killer([&, wait = std::chrono::milliseconds(chance() % 250)] {
            std::this_thread::sleep_for(wait);
            victim.process().signal(SIGKILL);
        });
        work.keep();
        work.withdraw();
        work.correct();
        work.withdraw();
        work.correct_back();
        it.carry_out(work);
        killer.join();
        victim.kill();
        victim.start();
    }
    ASSERT_TRUE(it.carry_out(work));
    it.check(work);
}

} // namespace
} // namespace renkei::e2e::withdrawal_test
