#include "gateway/cli/audit_watch.h"

#include "gateway/cli/site.h"
#include "tests/cli/pilot_store.h"
#include "tests/kit/must.h"

#include <spdlog/sinks/ostream_sink.h>
#include <sstream>

namespace renkei::cli {
namespace {

using test::must;

// A gateway's look at the store of a pilot, whose commands have left more than ten events in it.
class Watched : public testing::Test {
protected:
    std::string log_after(const std::function<void(AuditWatch&)>& looks, std::size_t most = AuditWatch::usual_look) {
        std::ostringstream out;
        {
            http::Log log(std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
            const std::unique_ptr<Site> site = Site::open(pilot.file("renkei.yaml"), Language::english);
            AuditWatch watch(site->store(), log, most);
            looks(watch);
        }
        return out.str();
    }
    Pilot pilot;
};

TEST_F(Watched, chains_that_are_whole_are_not_told_of) {
    const std::string log = log_after([](AuditWatch& watch) {
        for (int i = 0; i < 3; ++i) {
            must(watch.look());
        }
        EXPECT_EQ(watch.damage(), 0U);
    });
    EXPECT_EQ(log, "");
}

TEST_F(Watched, damage_is_told_once_with_where_it_is) {
    const std::string log = log_after([&](AuditWatch& watch) {
        must(watch.look());
        change_store(pilot, "UPDATE audit_event SET event = 'other' WHERE sequence = 2");
        for (int i = 0; i < 3; ++i) {
            must(watch.look());
            EXPECT_EQ(watch.damage(), 1U);
        }
    });
    EXPECT_NE(log.find(R"("audit-damaged")"), std::string::npos) << log;
    EXPECT_NE(log.find(R"("node":"renkei-cli","event":"2","problem":"audit-changed","found":"1")"), std::string::npos) << log;
    EXPECT_EQ(log.find("audit-damaged"), log.rfind("audit-damaged")) << log;
}

TEST_F(Watched, more_damage_is_told_again) {
    const std::string log = log_after([&](AuditWatch& watch) {
        for (const std::string event : {"2", "4"}) {
            change_store(pilot, "UPDATE audit_event SET event = 'other' WHERE sequence = " + event);
            must(watch.look());
        }
        EXPECT_EQ(watch.damage(), 2U);
    });
    EXPECT_NE(log.find("audit-damaged"), log.rfind("audit-damaged")) << log;
}

// No chain shows by itself that it was longer; who saw it before knows.
TEST_F(Watched, an_end_that_was_cut_off_while_it_runs_is_told) {
    const std::string log = log_after([&](AuditWatch& watch) {
        must(watch.look());
        change_store(pilot, "DELETE FROM audit_event WHERE sequence > 3");
        must(watch.look());
        EXPECT_EQ(watch.damage(), 1U);
    });
    EXPECT_NE(log.find(R"("problem":"audit-cut")"), std::string::npos) << log;
}

} // namespace
} // namespace renkei::cli
