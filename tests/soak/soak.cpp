// A gateway that is sent, asked and done everything at once for RENKEI_SOAK_SECONDS (by hand: 60). At the end
// nothing has crashed, all that was acknowledged is there and delivered, the audit chain is whole, memory has
// not grown without end, no log names a person.
#include "memory.h"
#include "soak_run.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <thread>

namespace renkei::soak {
namespace {

using namespace std::chrono_literals;
using e2e::Authority;
using e2e::Client;
using e2e::Folder;
using e2e::Reply;
using e2e::Site;
using nlohmann::json;

std::chrono::seconds length() {
    const char* const wanted = std::getenv("RENKEI_SOAK_SECONDS");
    return std::chrono::seconds(wanted == nullptr ? 60 : std::atoi(wanted));
}

// What a sanitizer keeps of freed memory must not look like growth; without a sanitizer this is not used.
const e2e::Environment environment{{"ASAN_OPTIONS", "quarantine_size_mb=16:malloc_context_size=8"},
                                   {"UBSAN_OPTIONS", "print_stacktrace=1"}};

constexpr const char* short_waits =
    "limits: {header_seconds: 3, body_seconds: 4, idle_seconds: 8, body_bytes: 1000000}\n"
    "delivery: {initial_backoff_ms: 200, max_backoff_ms: 2000, lease_ms: 3000}\n";

class World {
public:
    World() {
        hub_.add_peer("gateway-a", {"--role", "network"});
        hub_.add_peer("reader", {"--role", "hospital", "--number", "institution:9910100016"});
        hub_.start(environment);
        gateway_.add_peer("network", {"--role", "network"});
        gateway_.add_peer("hub", {"--role", "hub", "--number", "institution:9910100016", "--delivery-method",
                                  "gateway", "--address", hub_.address()});
        gateway_.command({"peer", "add", "--id", "care-network", "--role", "network", "--number",
                          "office:9970100013", "--delivery-method", "mhd", "--address",
                          hub_.address() + "/fhir"});
        gateway_.command({"peer", "add", "--id", "town", "--role", "municipality", "--number",
                          "municipality:990010", "--delivery-method", "mailbox"});
        gateway_.start(environment);
    }

    void work(std::chrono::seconds time) {
        SoakRun run{gateway_, hub_,    folder_.path(),
                    samples_, ledger_, std::chrono::steady_clock::now() + time};
        using Worker = void (*)(SoakRun&, unsigned);
        constexpr Worker workers[] = {send_documents, send_documents,   read_documents, read_documents,
                                      send_rubbish,   hold_connections, operate};
        std::vector<std::jthread> all;
        for (unsigned i = 0; i < std::size(workers); ++i) {
            all.emplace_back([&, i] { workers[i](run, 20261121 + i); });
        }
        while (run.pause(200ms)) {
            ASSERT_FALSE(gateway_.has_ended()) << gateway_.log();
            memory_.look_at(gateway_.process().id());
        }
    }

    // Each at its place with the bytes that were sent, or gone if its sender took it back.
    void expect_all_there() {
        SoakRun run{gateway_, hub_, folder_.path(), samples_, ledger_, std::chrono::steady_clock::now()};
        Caller caller(run, "network");
        for (const Entry& entry : ledger_.all()) {
            const std::string path = fmt::format("/documents/{}/versions/{}", entry.document, entry.version);
            const Reply reply = caller.get(path, {entry.withdrawn ? 410 : 200});
            EXPECT_TRUE(entry.withdrawn || hash_of(reply.body) == entry.hash)
                << path << " is not what was sent";
        }
    }

    void expect_all_delivered() {
        std::size_t expected = 0;
        for (const Entry& entry : ledger_.all()) {
            expected += entry.travels && !entry.withdrawn ? 1 : 0;
        }
        EXPECT_TRUE(
            e2e::eventually([&] { return admissions_at_hub() == expected && waiting().empty(); }, 600))
            << "at the hub: " << admissions_at_hub() << ", expected: " << expected << "\n"
            << waiting() << gateway_.command({"outbox", "list", "--state", "dead"});
    }

    void expect_clean_end() {
        gateway_.stop();
        hub_.stop();
        for (const Site* const site : {&gateway_, &hub_}) {
            site->command({"audit", "verify"});
            const std::string log = site->log();
            for (const std::string_view wrong :
                 {"Sanitizer", "runtime error", "00000077", "SOAK-", "-fault\""}) {
                EXPECT_EQ(log.find(wrong), std::string::npos)
                    << wrong << " stands in the log: "
                    << log.substr(std::max<std::size_t>(log.find(wrong), 1000) - 1000, 4000);
            }
        }
    }

    const Ledger& ledger() const { return ledger_; }
    const Memory& memory() const { return memory_; }

private:
    std::size_t admissions_at_hub() {
        Client client = hub_.client("reader");
        std::size_t out = 0;
        for (std::string page = "/documents?form=admission&_count=100"; !page.empty();) {
            const Reply reply = client.get(page, {{"Accept", "application/json"}});
            if (reply.status != 200) {
                return 0;
            }
            const json list = json::parse(reply.body);
            out += list.at("documents").size();
            page = list.value("next", "");
            page = page.substr(std::min(page.size(), page.find("/documents")));
        }
        return out;
    }

    std::string waiting() {
        return gateway_.command({"outbox", "list", "--state", "waiting"}) +
               gateway_.command({"outbox", "list", "--state", "sending"});
    }

    Folder folder_;
    Authority authority_{folder_.path()};
    Site hub_{folder_.path() / "b", authority_, "hub", short_waits};
    Site gateway_{folder_.path() / "a", authority_, "gateway-a", short_waits};
    Samples samples_{folder_.path()};
    Ledger ledger_;
    Memory memory_;
};

TEST(Soak, leaves_a_gateway_as_it_should_be) {
    World world;
    world.work(length());
    ASSERT_FALSE(HasFatalFailure());
    world.expect_all_there();
    world.expect_all_delivered();
    world.expect_clean_end();
    EXPECT_FALSE(world.memory().grows()) << world.memory().text();
    fmt::print("{}memory: {}\n", world.ledger().text(), world.memory().text());
    for (const char* const what :
         {"documents taken, text/csv;charset=windows-31j", "documents taken, text/csv;charset=utf-8",
          "documents taken, application/json", "documents taken, application/fhir+json",
          "documents taken, application/fhir+xml", "documents sent again", "documents altered",
          "documents taken back", "broken documents", "damaged documents, 201", "bombs", "noise",
          "connections held", "peers changed", "times reloaded", "times the hub was away", "backups"}) {
        EXPECT_GT(world.ledger().counted(what), 0U) << what << ": a soak without it proves less";
    }
}

Memory series(std::uint64_t (*bytes_at)(unsigned)) {
    Memory out;
    for (unsigned i = 0; i < 1000; ++i) {
        out.add(bytes_at(i));
    }
    return out;
}

TEST(Memory, of_a_leak_grows_and_that_of_a_warm_program_does_not) {
    EXPECT_FALSE(series([](unsigned) -> std::uint64_t { return 80'000'000; }).grows());
    EXPECT_FALSE(series([](unsigned i) -> std::uint64_t { return 80'000'000 + i % 7 * 1'000'000; }).grows())
        << "it breathes";
    EXPECT_FALSE(
        series([](unsigned i) -> std::uint64_t { return i < 100 ? 20'000'000 : 80'000'000; }).grows())
        << "it was warming up";
    EXPECT_TRUE(series([](unsigned i) -> std::uint64_t { return 80'000'000 + i * 70'000; }).grows())
        << "70 MB more, evenly";
}

} // namespace
} // namespace renkei::soak
