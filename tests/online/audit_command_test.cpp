#include "gateway/app/online/setup/command_setup.h"
#include "gateway/core/base/file.h"

#include "tests/online/audit_trail.h"
#include "tests/online/pilot_store.h"

#include <algorithm>
#include <filesystem>

namespace renkei::online::audit_command_test {
namespace {

TEST(AuditVerify, reports_that_the_anchor_was_written) {
    const Pilot pilot;
    const std::string anchor = pilot.beside("anchor");
    expect(pilot("audit verify --write-anchor " + anchor),
           {.code = 0, .prints = {"the anchor is written to " + anchor + " (chains: 1)"}});
    EXPECT_TRUE(
        pilot("audit verify --write-anchor " + anchor, "ja").prints("控えを " + anchor + " に書きました"));
}

TEST(AuditVerify, of_a_damaged_chain_reports_that_no_anchor_was_written) {
    const Pilot pilot;
    change_store(pilot, "UPDATE audit_event SET event = 'nonsense' WHERE sequence = 2");
    const std::string anchor = pilot.beside("anchor");
    expect(pilot("audit verify --write-anchor " + anchor),
           {.code = 2,
            .prints = {"error: no anchor is written to " + anchor + ", because the chain is broken"}});
    EXPECT_FALSE(std::filesystem::exists(anchor));
    EXPECT_TRUE(pilot("audit verify --write-anchor " + anchor, "ja")
                    .prints("記録が途切れているため、控えを " + anchor + " に書きませんでした"));
}

TEST(AuditVerify, writes_an_anchor_over_no_other_file) {
    const Pilot pilot;
    ASSERT_TRUE(base::write_file(pilot.file("empty"), "", base::Overwrite::no));
    for (const char* const name : {"renkei.db", "master.key", "renkei.yaml", "empty"}) {
        const std::string before = *base::read_file(pilot.file(name));
        const CommandResult result = pilot("audit verify --write-anchor " + pilot.file(name));
        EXPECT_EQ(result.code, 4) << name << result;
        EXPECT_TRUE(result.prints(pilot.file(name) + ": error[file-exists]")) << result;
        EXPECT_EQ(*base::read_file(pilot.file(name)), before) << name;
    }
    expect(pilot("audit verify --write-anchor " + pilot.file("")), {.code = 4});
}

TEST(AuditVerify, replaces_an_anchor_that_the_chain_goes_on_from) {
    const Pilot pilot;
    const std::string anchor = pilot.beside("anchor");
    ASSERT_EQ(pilot("audit verify --write-anchor " + anchor).code, 0);
    const std::string before = *base::read_file(anchor);
    ASSERT_EQ(pilot("peer revoke clinic").code, 0);
    expect(pilot("audit verify --write-anchor " + anchor), {.code = 0});
    EXPECT_NE(*base::read_file(anchor), before);
}

TEST(AuditVerify, replaces_no_anchor_that_the_chain_does_not_reach) {
    const Pilot pilot;
    const std::string anchor = pilot.beside("anchor");
    const std::string early = pilot.beside("early");
    ASSERT_EQ(pilot("audit verify --write-anchor " + early).code, 0);
    ASSERT_EQ(pilot("peer revoke clinic").code, 0);
    ASSERT_EQ(pilot("audit verify --write-anchor " + anchor).code, 0);
    const std::string before = *base::read_file(anchor);
    change_store(pilot, "DELETE FROM audit_event WHERE sequence = (SELECT max(sequence) FROM audit_event)");
    expect(pilot("audit verify"), {.code = 0}); // the chain alone does not show it
    for (const std::vector<std::string>& more :
         {std::vector<std::string>{}, {"--anchor", early}, {"--anchor", anchor}}) {
        std::vector<std::string> words{"audit", "verify", "--write-anchor", anchor};
        words.insert(words.end(), more.begin(), more.end());
        expect(pilot(words),
               {.code = 2, .prints = {"error[audit-cut]", "no anchor is written to " + anchor}});
        EXPECT_EQ(*base::read_file(anchor), before);
    }
}

// The events were left by a killed gateway and are damaged; only the next gateway reports them as lost.
TEST(AuditCommands, report_spooled_events) {
    const Pilot pilot;
    ASSERT_TRUE(base::write_file(pilot.file("renkei.db-events"), "two\nlines\n", base::Overwrite::no));
    const std::vector<std::vector<std::string>> commands{
        {"audit", "list"}, {"audit", "verify"}, {"backup", pilot.beside("backup")}};
    for (const std::vector<std::string>& command : commands) {
        const CommandResult result = pilot(command);
        EXPECT_EQ(result.code, 1) << result;
        EXPECT_NE(result.error.find("renkei.db-events: warning[events-spooled]: 2 audit events"),
                  std::string::npos)
            << result;
        EXPECT_NE(result.error.find("2 of them are damaged"), std::string::npos) << result;
    }
    expect(pilot("audit verify", "ja"), {.prints = {"監査記録が 2 件あり"}});
    EXPECT_EQ(*base::read_file(pilot.file("renkei.db-events")), "two\nlines\n");
}

TEST(AuditCommands, report_lost_events) {
    const Pilot pilot;
    ASSERT_TRUE(base::write_file(pilot.file("renkei.db-events"), "two\nlines\n", base::Overwrite::no));
    ASSERT_TRUE(Installation::open(*read_configuration(pilot.file("renkei.yaml"), Language::english),
                                   daemon::Opener::service));
    expect(pilot("audit verify"),
           {.code = 1,
            .prints = {"warning[audit-events-lost]: renkei: event 1 records that 2 audit events were damaged",
                       "renkei.db-events.damaged-", "renkei: 1 events, whole"}});
    const CommandResult listed = pilot("audit list --node renkei");
    EXPECT_EQ(listed.code, 0) << listed;
    expect(pilot("audit verify --write-anchor " + pilot.beside("anchor")), {.code = 1});
    expect(pilot("audit verify --anchor " + pilot.beside("anchor")),
           {.code = 0}); // an anchor behind it was written after the report
    EXPECT_TRUE(listed.prints(R"("outcomeDesc":"damaged before they came into the chain: 2 events")"))
        << listed;
}

TEST(AuditVerify, of_a_store_without_events_prints_a_result) {
    const Pilot pilot;
    change_store(pilot, "DELETE FROM audit_event");
    expect(pilot("audit verify"), {.code = 1, .prints = {"warning[audit-empty]"}});
}

TEST(AuditList, as_text_has_one_line_for_each_event_with_the_same_facts) {
    const Pilot pilot;
    ASSERT_EQ(pilot("peer revoke clinic").code, 0);
    const CommandResult lines = pilot("audit list --format text");
    EXPECT_EQ(lines.code, 0) << lines;
    const CommandResult events = pilot("audit list");
    EXPECT_EQ(std::ranges::count(lines.output, '\n'), std::ranges::count(events.output, '\n'));
    const CommandResult last = pilot("audit list --format text --last 1");
    EXPECT_TRUE(last.prints("Z renkei-cli ")) << last;
    EXPECT_TRUE(last.prints(" success update peer-revoke about=clinic")) << last;
    EXPECT_EQ(last.output.find('{'), std::string::npos) << last;
    expect(pilot("audit list --format xml"), {.code = 3});
}

TEST(AuditList, as_text_has_the_ground_of_the_care_hub) {
    AuditTrail trail;
    trail.add({.interaction = "read",
               .peer = "hospital",
               .document = trail.of_hanako,
               .version = 1,
               .ground = "2026-03-18/reads_with_consent/plan_maker"},
              "2026-11-20T12:00:00+09:00");
    expect(trail.pilot("audit list --format text"),
           {.prints = {" ground=2026-03-18/reads_with_consent/plan_maker "}});
}

} // namespace
} // namespace renkei::online::audit_command_test
