// Two offices exchange sets of files over mutual TLS and by folders, with corrections, deletions, repetitions
// and time stamps out of order, while gateways, senders and fetchers are killed: at the end each receiver has
// what is in force, whole, once.
#include "gateway/core/base/filesystem.h"

#include "ledger.h"
#include "set_ledger.h"
#include "site.h"
#include "tests/store/postgres_server.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

namespace renkei::e2e::sets_test {
namespace {

using nlohmann::json;
using Files = std::map<std::string, std::string>; // content by name
using std::chrono::milliseconds;

constexpr const char* manager = "office:9970100013";
constexpr const char* service = "office:9970100047";

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// As a program writes that does not want half a file to be read.
void drop(const fs::path& folder, const SetFile& file) {
    const fs::path part = folder / (file.name + ".part");
    std::ofstream(part, std::ios::binary) << file.bytes;
    fs::rename(part, folder / file.name);
}

bool is_notice(const std::string& name) { return name.ends_with(".json"); }

std::string stamp_in(const std::string& name) {
    const std::size_t end = name.rfind('.');
    return name.substr(end - 14, 14);
}

Files files_in(const fs::path& folder) {
    Files out;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_regular_file() && !name.starts_with(".")) {
            out.emplace(name, read(entry.path()));
        }
    }
    return out;
}

// What no notice takes back.
Files standing(const fs::path& folder) {
    const Files all = files_in(folder);
    Files out;
    for (const auto& [name, bytes] : all) {
        if (!is_notice(name) && !all.contains(name + ".superseded.json") &&
            !all.contains(name + ".withdrawn.json")) {
            out.emplace(name, bytes);
        }
    }
    return out;
}

// What the peer finds at the gateway.
Files found_at(Site& site, const std::string& peer) {
    Client client = site.client(peer);
    Files out;
    for (std::string page = "/documents?_count=100"; !page.empty();) {
        const Reply reply = client.get(page, {{"Accept", "application/json"}});
        if (reply.status != 200) {
            return {};
        }
        const json list = json::parse(reply.body);
        for (const json& one : list.at("documents")) {
            const Reply document =
                client.get("/documents/" + one.at("id").get<std::string>(), {{"Accept", "text/csv"}});
            const std::string& disposition = document.headers.contains("content-disposition")
                                                 ? document.headers.at("content-disposition")
                                                 : std::string();
            const std::size_t begin = disposition.find('"') + 1;
            out.emplace(disposition.substr(begin, disposition.rfind('"') - begin), document.body);
        }
        page = list.value("next", "");
        page = page.substr(std::min(page.size(), page.find("/documents")));
    }
    return out;
}

std::string names_of(const Files& files) {
    std::string out;
    for (const auto& [name, bytes] : files) {
        out += name + "\n";
    }
    return out;
}

// The lists of a mailbox that is never emptied.
class Reader {
public:
    explicit Reader(Site& site, const std::string& peer)
        : thread_([this, client = site.client(peer)](const std::stop_token& stop) mutable {
              while (!stop.stop_requested()) {
                  look(client);
                  std::this_thread::sleep_for(milliseconds(5));
              }
          }) {}

    int lists() const { return lists_; }
    std::set<std::string> halves() {
        thread_.request_stop();
        thread_.join();
        return halves_;
    }

private:
    void look(Client& client) {
        for (std::string page = "/mailbox?_count=100"; !page.empty();) {
            const auto reply = client.send("GET", page);
            if (!reply || reply->status != 200) {
                return; // the gateway is being killed
            }
            const json list = json::parse(reply->body, nullptr, false);
            if (list.is_discarded()) {
                return;
            }
            check(list, page.find("page=") == std::string::npos);
            page = list.value("next", "");
            page = page.substr(std::min(page.size(), page.find("/mailbox")));
        }
        ++lists_;
    }

    // A set that stands at an edge of the page may go on behind it.
    void check(const json& list, bool is_first) {
        static const std::set<std::set<std::string>> wholes{
            {"careplan1", "careplan2", "careplan3", "careplan_supplement"},
            {"careplan6_plan", "careplan7", "careplan_supplement"},
            {"prevention_plan", "prevention_plan_sub"}};
        std::map<std::string, std::set<std::string>> sets;
        const json& all = list.at("deliveries");
        for (const json& each : all) {
            if (each.contains("set")) {
                sets[each["set"]].insert(each["form"].get<std::string>());
            }
        }
        if (!all.empty() && !is_first) {
            sets.erase(all.front().value("set", ""));
        }
        if (!all.empty() && list.contains("next")) {
            sets.erase(all.back().value("set", ""));
        }
        for (const auto& [set, forms] : sets) {
            if (!wholes.contains(forms)) {
                std::string names;
                for (const std::string& form : forms) {
                    names += form + " ";
                }
                halves_.insert(names);
            }
        }
    }

    std::atomic<int> lists_ = 0;
    std::set<std::string> halves_{};
    std::jthread thread_;
};

// Moves files out of the folder into which they are delivered, as a receiver does.
class Taker {
public:
    Taker(fs::path from, fs::path to)
        : from_(std::move(from)),
          to_(std::move(to)),
          thread_([this](const std::stop_token& stop) {
              while (!stop.stop_requested()) {
                  take();
                  std::this_thread::sleep_for(milliseconds(10));
              }
          }) {}

    bool is_doubled() const { return is_doubled_; }

private:
    void take() {
        for (const auto& [name, bytes] : files_in(from_)) {
            is_doubled_ = is_doubled_ || fs::exists(to_ / name);
            fs::rename(from_ / name, to_ / name);
        }
    }
    fs::path from_;
    fs::path to_;
    std::atomic<bool> is_doubled_ = false;
    std::jthread thread_;
};

class Offices {
public:
    explicit Offices(const std::string& store)
        : authority_(folder_.path()),
          far_(folder_.path() / "far", authority_, "far", "delivery: {lease_ms: 1000}\n"),
          near_(folder_.path() / "near", authority_, "near",
                fmt::format("folders: {{manager: {}, service: {}}}\ndelivery: {{lease_ms: 1000}}\n{}",
                            made("manager-files").string(), made("service-files").string(), store)) {
        for (const char* const name : {"out", "fetched", "fetched-results", "delivered", "taken"}) {
            made(name);
        }
        far_.add_peer("near", {"--role", "network"});
        far_.add_peer("service",
                      {"--role", "care_office", "--number", service, "--delivery-method", "mailbox"});
        near_.add_peer("manager",
                       {"--role", "care_manager", "--number", manager, "--delivery-method", "mailbox"});
        near_.add_peer("service",
                       {"--role", "care_office", "--number", service, "--delivery-method", "mailbox"});
        near_.add_peer("service-folder", {"--role", "care_office", "--number", service, "--delivery-method",
                                          "folder", "--address", (folder_.path() / "delivered").string()});
        near_.add_peer("far", {"--role", "hub", "--number", service, "--delivery-method", "gateway",
                               "--address", far_.address()});
    }

    fs::path path(const std::string& name) const { return folder_.path() / name; }
    Site& near() { return near_; }
    Site& far() { return far_; }

    std::unique_ptr<Process> program(const std::string& command, const std::string& way,
                                     const std::string& peer, const fs::path& folder) const {
        const std::string certificate = (folder_.path() / "certificates" / peer).string();
        // its output would fill the pipe
        return std::make_unique<Process>(
            std::vector<std::string>{"/bin/sh", "-c", "exec \"$0\" \"$@\" >/dev/null", renkei(), command, way,
                                     near_.address(), "--cert", certificate + ".pem", "--key",
                                     certificate + ".key", "--ca", authority_.file().string(),
                                     folder.string()},
            Environment{}, (folder_.path() / (command + ".log")).string());
    }
    std::unique_ptr<Process> sending() const { return program("send", "--to", "manager", path("out")); }
    std::unique_ptr<Process> fetching() const {
        return program("fetch", "--from", "service", path("fetched"));
    }
    std::unique_ptr<Process> fetching_results() const {
        return program("fetch", "--from", "manager", path("fetched-results"));
    }

    // Results by folder, of the rest every second by folder.
    void send(const std::vector<SentSet>& sets) {
        for (const SentSet& set : sets) {
            const bool is_result = set.key.starts_with("result");
            const fs::path to = is_result          ? path("service-files") / "inbox"
                                : ++sent_ % 2 == 0 ? path("manager-files") / "inbox"
                                                   : path("out");
            for (const SetFile& file : set.files) {
                drop(to, file);
            }
        }
    }

private:
    fs::path made(const std::string& name) const {
        fs::create_directories(folder_.path() / name / "inbox");
        return folder_.path() / name;
    }

    Folder folder_;
    Authority authority_;
    Site far_;
    Site near_;
    int sent_ = 0;
};

void expect_whole_sets(const SetLedger& ledger, const fs::path& folder) {
    std::map<std::string, std::size_t> files;
    for (const auto& [name, bytes] : files_in(folder)) {
        files[stamp_in(name)] += is_notice(name) ? 0U : 1U;
    }
    for (const auto& [stamp, count] : files) {
        if (count > 0) {
            EXPECT_EQ(count, ledger.set_of(stamp).files.size()) << stamp << " in " << folder;
        }
    }
}

void expect_files(const Files& expected, const std::function<Files()>& files, const std::string& where) {
    Files found;
    EXPECT_TRUE(eventually(
        [&] {
            found = files();
            return found == expected;
        },
        90))
        << where << "\nexpected:\n"
        << names_of(expected) << "found:\n"
        << names_of(found);
}

struct Mode {
    const char* name = "";
    bool is_postgres = false;
};
class Sets_between_offices : public testing::TestWithParam<Mode> {};

TEST_P(Sets_between_offices, arrive_whole_and_once_while_programs_are_killed) {
    std::string store;
    if (GetParam().is_postgres) {
        if (!store::PostgresServer::is_installed()) {
            ASSERT_EQ(std::getenv("CI"), nullptr) << "PostgreSQL is missing";
            GTEST_SKIP() << "PostgreSQL is missing";
        }
        store = fmt::format("store: {{postgres: \"{}\", node: near}}\n",
                            store::PostgresServer::shared().new_database());
    }
    Offices offices(store);
    SetLedger ledger(20261126);
    std::mt19937 chance(20261127);
    offices.near().start();
    offices.far().start();
    Reader reader(offices.far(), "service");
    Taker taker(offices.path("delivered"), offices.path("taken"));
    const int rounds = crash_rounds(6);
    for (int round = 0; round < rounds; ++round) {
        offices.send(ledger.next(8));
        const std::unique_ptr<Process> sending = offices.sending(); // all that was sent before once more, too
        const std::unique_ptr<Process> fetching = offices.fetching();
        std::this_thread::sleep_for(milliseconds(100 + chance() % 1500));
        Process* const programs[] = {sending.get(), fetching.get()};
        if (Process* const victim = programs[chance() % 2]; !victim->has_ended()) {
            victim->signal(SIGKILL);
        }
        Site& site = round % 3 == 2 ? offices.far() : offices.near();
        site.kill();
        site.start();
        sending->wait();
        if (fetching->wait().code >= 0 && offices.fetching()->wait().code == 0) {
            expect_whole_sets(ledger, offices.path("fetched"));
        }
    }
    Files all = ledger.in_force();
    Files plans;
    Files results;
    for (const auto& [name, bytes] : all) {
        (name.find("JSK_") == std::string::npos ? plans : results).emplace(name, bytes);
    }
    ASSERT_FALSE(plans.empty());
    ASSERT_FALSE(results.empty());
    expect_files(
        all,
        [&] {
            offices.sending()->wait();
            return found_at(offices.near(), "service");
        },
        "at the near gateway");
    expect_files(
        plans, [&] { return found_at(offices.far(), "service"); }, "at the far gateway");
    expect_files(
        plans,
        [&] {
            offices.fetching()->wait();
            return standing(offices.path("fetched"));
        },
        "fetched");
    expect_files(
        results,
        [&] {
            offices.fetching_results()->wait();
            return standing(offices.path("fetched-results"));
        },
        "fetched results");
    expect_files(
        plans, [&] { return standing(offices.path("taken")); }, "delivered into a folder");
    expect_whole_sets(ledger, offices.path("fetched"));
    EXPECT_FALSE(taker.is_doubled());
    EXPECT_GT(reader.lists(), rounds);
    EXPECT_EQ(reader.halves(), std::set<std::string>());
    offices.near().stop();
    offices.far().stop();
    offices.near().command({"audit", "verify"});
    offices.far().command({"audit", "verify"});
}

INSTANTIATE_TEST_SUITE_P(On, Sets_between_offices, testing::Values(Mode{"sqlite"}, Mode{"postgres", true}),
                         [](const auto& each) { return std::string(each.param.name); });

} // namespace
} // namespace renkei::e2e::sets_test
