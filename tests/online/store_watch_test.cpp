#include "gateway/app/daemon/store_watch.h"
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/session/session.h"
#include "gateway/network/store/sql/sql.h"
#include "generated/messages/store.h"

#include "tests/online/command.h"
#include "tests/support/must.h"
#include <spdlog/sinks/ostream_sink.h>

#include <filesystem>
#include <sstream>

namespace renkei::online::store_watch_test {
namespace {

using test::must;

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t out = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++out;
    }
    return out;
}

diag::Result<void> note(store::Transaction& transaction) { return transaction.set("note", "one"); }

// The connection may not write: as on a disk that became read-only.
void break_once(store::Store& store) {
    const diag::Result<void> failed = store.write([](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(transaction.session().sql.run("PRAGMA query_only = ON", {}));
        return note(transaction);
    });
    EXPECT_FALSE(failed);
}

// The log of a store watch while `something` is done.
template <class Do>
std::string log_of(Do something) {
    const Pilot pilot;
    std::ostringstream out;
    {
        runtime::Log log(std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
        const std::unique_ptr<Installation> installation =
            installation_of(pilot.file("renkei.yaml"), Language::english).value();
        daemon::StoreWatch watch(installation->store(), log);
        watch.check();
        something(installation->store(), watch);
    }
    return out.str();
}

TEST(StoreWatch, logs_once_that_the_store_fails_and_why_and_once_that_it_recovered) {
    const std::string result = log_of([](store::Store& store, daemon::StoreWatch& watch) {
        for (int outage = 1; outage <= 2; ++outage) {
            break_once(store);
            watch.check(); // within the second after which the store tries by itself
            watch.check();
            must(store.write(note));
            watch.check();
            watch.check();
        }
    });
    EXPECT_EQ(count(result, R"("store-failed")"), 2U) << result;
    EXPECT_EQ(count(result, R"("store-recovered")"), 2U) << result;
    EXPECT_NE(result.find("the database failed: attempt to write a readonly database"), std::string::npos)
        << result;
    EXPECT_LT(result.find("store-failed"), result.find("store-recovered"));
}

// A record that was written by a clock an hour ahead.
TEST(StoreWatch, logs_once_that_the_clock_is_behind_the_newest_record_and_once_that_it_caught_up) {
    const std::string result = log_of([](store::Store& store, daemon::StoreWatch& watch) {
        const auto set_newest = [&](base::Millis ahead) {
            const std::int64_t place = (store.clock().now() + ahead) * 1000;
            must(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
                TRY_VOID(
                    store::put(transaction, store::Kept<sharing::PersonState>{{}, {.insurer = "990010"}}));
                return transaction.session().sql.send("UPDATE person_record SET changed = $1", {place});
            }));
        };
        set_newest(0);
        must(watch.check_clock());
        set_newest(3'600'000);
        must(watch.check_clock());
        must(watch.check_clock());
        set_newest(-1000);
        must(watch.check_clock());
        must(watch.check_clock());
    });
    EXPECT_EQ(count(result, R"("clock-behind")"), 1U) << result;
    EXPECT_EQ(count(result, R"("clock-caught-up")"), 1U) << result;
    EXPECT_LT(result.find("clock-behind"), result.find("clock-caught-up")) << result;
}

TEST(StoreWatch, logs_an_outage_that_ended_before_the_check) {
    const std::string result = log_of([](store::Store& store, daemon::StoreWatch& watch) {
        break_once(store);
        must(store.write(note));
        watch.check();
        watch.check();
    });
    EXPECT_EQ(count(result, R"("store-failed")"), 1U) << result;
    EXPECT_EQ(count(result, R"("store-recovered")"), 1U) << result;
    EXPECT_NE(result.find("attempt to write a readonly database"), std::string::npos) << result;
}

TEST(StoreWatch, logs_once_that_the_store_is_damaged) {
    const std::string result = log_of([](store::Store& store, daemon::StoreWatch& watch) {
        for (int time = 0; time < 2; ++time) {
            EXPECT_FALSE(store.read([](const store::Snapshot&) -> diag::Result<void> {
                return diag::fail(diag::message::store_damaged, {}, {"page 7"});
            }));
            watch.check();
        }
    });
    EXPECT_EQ(count(result, R"("store-damaged")"), 1U) << result;
    EXPECT_NE(result.find("page 7"), std::string::npos) << result;
}

TEST(StoreWatch, logs_once_that_the_files_of_the_store_were_moved_and_ends_the_gateway_once) {
    const Pilot pilot;
    std::ostringstream out;
    int ended = 0;
    {
        runtime::Log log(std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
        const std::unique_ptr<Installation> installation =
            installation_of(pilot.file("renkei.yaml"), Language::english).value();
        daemon::StoreWatch watch(installation->store(), log, [&] { ++ended; });
        watch.check();
        EXPECT_EQ(ended, 0);
        std::filesystem::rename(pilot.file("renkei.db"), pilot.file("renkei.db.old"));
        watch.check(); // nothing was written meanwhile
        watch.check();
    }
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(count(out.str(), R"("store-moved")"), 1U) << out.str();
    EXPECT_NE(out.str().find("renkei.db was removed, moved or replaced"), std::string::npos) << out.str();
    EXPECT_EQ(count(out.str(), R"("store-failed")"), 0U) << out.str();
}

} // namespace
} // namespace renkei::online::store_watch_test
