#include "gateway/app/daemon/audit_watch.h"
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/core/base/file.h"

#include "tests/online/pilot_store.h"
#include "tests/support/must.h"
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

namespace renkei::online::audit_watch_test {
namespace {

using test::must;

// A gateway's look at the store of a pilot, whose commands have left more than ten events in it.
class Watched : public testing::Test {
protected:
    std::string log_after(const std::function<void(daemon::AuditWatch&)>& looks,
                          std::size_t most = daemon::AuditWatch::default_events_per_check) {
        std::ostringstream out;
        {
            runtime::Log log(std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
            const std::unique_ptr<Installation> installation =
                installation_of(pilot.file("renkei.yaml"), Language::english).value();
            daemon::AuditWatch watch(installation->store(), log, most);
            looks(watch);
        }
        return out.str();
    }
    Pilot pilot;
};

TEST_F(Watched, intact_chains_are_not_logged) {
    const std::string log = log_after([](daemon::AuditWatch& watch) {
        for (int i = 0; i < 3; ++i) {
            must(watch.check());
        }
        EXPECT_EQ(watch.damage(), 0U);
    });
    EXPECT_EQ(log, "");
}

TEST_F(Watched, damage_is_logged_once_with_its_place) {
    const std::string log = log_after([&](daemon::AuditWatch& watch) {
        must(watch.check());
        change_store(pilot, "UPDATE audit_event SET event = 'other' WHERE sequence = 2");
        for (int i = 0; i < 3; ++i) {
            must(watch.check());
            EXPECT_EQ(watch.damage(), 1U);
        }
    });
    EXPECT_NE(log.find(R"("audit-damaged")"), std::string::npos) << log;
    EXPECT_NE(log.find(R"("node":"renkei-cli","sequence":"2","problem":"audit-changed")"), std::string::npos)
        << log;
    EXPECT_EQ(log.find("audit-damaged"), log.rfind("audit-damaged")) << log;
}

TEST_F(Watched, further_damage_is_logged) {
    const std::string log = log_after([&](daemon::AuditWatch& watch) {
        for (const std::string event : {"2", "4"}) {
            change_store(pilot, "UPDATE audit_event SET event = 'other' WHERE sequence = " + event);
            must(watch.check());
        }
        EXPECT_EQ(watch.damage(), 2U);
    });
    EXPECT_NE(log.find("audit-damaged"), log.rfind("audit-damaged")) << log;
}

// A chain does not show by itself that it was longer; only a reader that saw it before knows that.
TEST_F(Watched, a_chain_truncated_at_run_time_is_logged) {
    const std::string log = log_after([&](daemon::AuditWatch& watch) {
        must(watch.check());
        change_store(pilot, "DELETE FROM audit_event WHERE sequence > 3");
        must(watch.check());
        EXPECT_EQ(watch.damage(), 1U);
    });
    EXPECT_NE(log.find(R"("problem":"audit-cut")"), std::string::npos) << log;
}

// The check after a truncation has only the shorter chain to compare with.
TEST_F(Watched, a_second_truncation_is_logged_again) {
    const std::string log = log_after([&](daemon::AuditWatch& watch) {
        must(watch.check());
        for (const std::string last : {"5", "3"}) {
            change_store(pilot, "DELETE FROM audit_event WHERE sequence > " + last);
            must(watch.check());
            must(watch.check());
        }
        EXPECT_EQ(watch.damage(), 2U);
    });
    EXPECT_NE(log.find("audit-cut"), log.rfind("audit-cut")) << log;
}

TEST_F(Watched, damage_at_another_place_is_logged_with_an_equal_count) {
    const std::string log = log_after([&](daemon::AuditWatch& watch) {
        must(watch.check());
        change_store(pilot, "DELETE FROM audit_event WHERE sequence > 5");
        must(watch.check());
        change_store(pilot, "UPDATE audit_event SET event = 'other' WHERE sequence = 2");
        must(watch.check());
        EXPECT_EQ(watch.damage(), 2U);
    });
    EXPECT_NE(log.find(R"("sequence":"2","problem":"audit-changed")"), std::string::npos) << log;
}

TEST_F(Watched, an_event_too_long_to_be_one_is_damage_and_not_read) {
    const std::string log = log_after([&](daemon::AuditWatch& watch) {
        change_store(pilot, "UPDATE audit_event SET event = hex(zeroblob(1000000)) WHERE sequence = 2");
        must(watch.check());
        EXPECT_EQ(watch.damage(), 1U);
    });
    EXPECT_NE(log.find(R"("sequence":"2","problem":"audit-changed")"), std::string::npos) << log;
}

TEST_F(Watched, a_check_continues_where_the_last_one_stopped) {
    const std::string log = log_after(
        [&](daemon::AuditWatch& watch) {
            change_store(pilot, "UPDATE audit_event SET event = 'other' WHERE sequence = 4");
            for (int look = 1; look <= 3; ++look) {
                must(watch.check());
                EXPECT_EQ(watch.damage(), 0U) << look;
            }
            must(watch.check());
            EXPECT_EQ(watch.damage(), 1U);
        },
        1);
    EXPECT_NE(log.find(R"("sequence":"4")"), std::string::npos) << log;
}

TEST_F(Watched, many_short_checks_are_a_round) {
    const std::string log = log_after(
        [&](daemon::AuditWatch& watch) {
            constexpr int more_than_a_round = 40;
            const auto go_round = [&] {
                for (int look = 0; look < more_than_a_round; ++look) {
                    must(watch.check());
                }
            };
            go_round();
            EXPECT_EQ(watch.damage(), 0U);
            change_store(pilot, "DELETE FROM audit_event WHERE sequence > 3");
            go_round();
            EXPECT_GE(watch.damage(), 1U) << "twice, if a round was under way";
        },
        1);
    EXPECT_NE(log.find(R"("problem":"audit-cut")"), std::string::npos) << log;
}

// The gauge of such a loss does not end with the process that found it.
TEST_F(Watched, events_lost_in_the_spool_are_logged_at_every_start) {
    must(base::write_file(pilot.file("renkei.db-events"), "two\nlines\n", base::Overwrite::no));
    ASSERT_TRUE(Installation::open(*read_configuration(pilot.file("renkei.yaml"), Language::english),
                                   daemon::Opener::service));
    for (int start = 0; start < 2; ++start) {
        const std::string log = log_after([&](daemon::AuditWatch& watch) {
            for (int look = 0; look < 2; ++look) {
                must(watch.check());
                EXPECT_EQ(watch.lost(), 2U);
                EXPECT_EQ(watch.damage(), 0U) << "the chain is whole";
            }
        });
        EXPECT_NE(
            log.find(
                R"("audit-events-lost","node":"renkei","sequence":"1","times":"2","file":"renkei.db-events.damaged-)"),
            std::string::npos)
            << log;
        EXPECT_EQ(log.find("audit-events-lost"), log.rfind("audit-events-lost")) << log;
    }
}

} // namespace
} // namespace renkei::online::audit_watch_test
