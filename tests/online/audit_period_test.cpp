#include "tests/online/audit_trail.h"

#include <algorithm>

namespace renkei::online::audit_period_test {
namespace {

long listed(const AuditTrail& trail, const std::string& words) {
    return std::ranges::count(trail.pilot("audit list --format text " + words).output, '\n');
}

// Of one peer, so that the events of the pilot itself do not count.
struct ThreeDays : AuditTrail {
    ThreeDays() {
        for (const char* const at : {"2026-11-19T23:59:59.999+09:00", "2026-11-20T00:00:00+09:00",
                                     "2026-11-20T23:59:59.999+09:00", "2026-11-21T00:00:00+09:00"}) {
            add_read("hospital", of_hanako, at);
        }
    }
};

TEST(AuditPeriod, a_day_is_one_in_japan_and_both_ends_count) {
    const ThreeDays trail;
    const std::string person = "--person " + hanako;
    EXPECT_EQ(listed(trail, person + " --since 2026-11-20 --until 2026-11-20"), 2);
    EXPECT_EQ(listed(trail, person + " --since 2026-11-20"), 3);
    EXPECT_EQ(listed(trail, person + " --until 2026-11-20"), 3);
    EXPECT_EQ(listed(trail, person), 4);
}

TEST(AuditPeriod, an_instant_counts_itself_and_a_second_all_of_it) {
    const ThreeDays trail;
    EXPECT_EQ(listed(trail, "--person " + hanako +
                                " --since 2026-11-20T00:00:00+09:00 --until 2026-11-20T14:59:59Z"),
              2)
        << "15:00 UTC is midnight in Japan";
    EXPECT_EQ(
        listed(trail, "--person " + hanako +
                          " --since 2026-11-20T00:00:00.001+09:00 --until 2026-11-20T23:59:59.998+09:00"),
        0);
}

TEST(AuditPeriod, goes_with_every_other_filter) {
    ThreeDays trail;
    trail.add_read("clinic", trail.of_taro, "2026-11-20T12:00:00+09:00");
    const auto of_day = [&](const std::string& words) {
        return listed(trail, words + " --since 2026-11-20 --until 2026-11-20");
    };
    EXPECT_EQ(of_day("--peer hospital"), 2);
    EXPECT_EQ(of_day("--peer clinic"), 1);
    EXPECT_EQ(of_day("--document " + trail.of_taro), 1);
    EXPECT_EQ(of_day("--node renkei-cli"), 3);
    EXPECT_EQ(of_day("--last 1"), 1);
    EXPECT_EQ(of_day("--person " + hanako + " --peer clinic"), 0);
}

TEST(AuditPeriod, that_is_wrong_is_wrong_usage_and_shows_the_form) {
    const Pilot pilot;
    for (const std::string command : {"list", "report"}) {
        for (const std::string value :
             {"2026-13-01", "2026-11", "20261120", "yesterday", "2026-11-20T12:00", "2026-11-20T12:00:00"}) {
            expect(pilot("audit " + command + " --since " + value +
                         (command == "report" ? " --peer hospital" : "")),
                   {.code = 3,
                    .prints = {"--since: " + value + " (YYYY-MM-DD, YYYY-MM-DDThh:mm:ss+09:00"},
                    .output = ""});
        }
    }
    expect(pilot("audit list --until ''"), {.code = 3}); // an unset variable would show all
}

TEST(AuditPeriod, whose_end_is_before_its_beginning_is_wrong_usage) {
    const Pilot pilot;
    expect(pilot("audit list --since 2026-11-21 --until 2026-11-20"),
           {.code = 3, .prints = {"--since 2026-11-21 > --until 2026-11-20"}});
}

TEST(AuditPeriod, without_an_event_is_reported) {
    const ThreeDays trail;
    expect(trail.pilot("audit list --person " + hanako + " --since 2020-01-01 --until 2020-01-02"),
           {.code = 1, .prints = {"no such event is in this period"}});
}

TEST(AuditList, by_person_follows_links_between_numbers) {
    ThreeDays trail;
    EXPECT_EQ(listed(trail, "--person institution:9910100016|P-1"), 0);
    ASSERT_EQ(trail.pilot("person link " + hanako + " institution:9910100016|P-1").code, 0);
    EXPECT_EQ(listed(trail, "--person institution:9910100016|P-1"), 4 + 1) << "and the link itself";
    EXPECT_EQ(listed(trail, "--person " + taro), 0);
}

} // namespace
} // namespace renkei::online::audit_period_test
