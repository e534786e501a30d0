#include "tests/cli/pilot_store.h"

#include "gateway/base/file.h"
#include "gateway/cli/site.h"

#include <algorithm>
#include <filesystem>

namespace renkei::cli::audit_command_test {
namespace {

TEST(AuditVerify, says_that_the_anchor_is_written) {
    const Pilot pilot;
    const std::string anchor = pilot.beside("anchor");
    const Said told = pilot({"audit", "verify", "--write-anchor", anchor});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_TRUE(told.tells("the anchor is written to " + anchor + " (chains: 1)")) << told;
    EXPECT_TRUE(pilot({"audit", "verify", "--write-anchor", anchor}, "ja").tells("控えを " + anchor + " に書きました"));
}

TEST(AuditVerify, of_a_damaged_chain_says_that_no_anchor_is_written) {
    const Pilot pilot;
    change_store(pilot, "UPDATE audit_event SET event = 'nonsense' WHERE sequence = 2");
    const std::string anchor = pilot.beside("anchor");
    const Said told = pilot({"audit", "verify", "--write-anchor", anchor});
    EXPECT_EQ(told.code, 2) << told;
    EXPECT_TRUE(told.tells("error: no anchor is written to " + anchor + ", because the chain is broken")) << told;
    EXPECT_FALSE(std::filesystem::exists(anchor));
    EXPECT_TRUE(pilot({"audit", "verify", "--write-anchor", anchor}, "ja").tells("記録が途切れているため、控えを " + anchor + " に書きませんでした"));
}

TEST(AuditVerify, writes_an_anchor_over_no_other_file) {
    const Pilot pilot;
    ASSERT_TRUE(base::write_file(pilot.file("empty"), "", base::Overwrite::no));
    for (const char* const name : {"renkei.db", "master.key", "renkei.yaml", "empty"}) {
        const std::string before = *base::read_file(pilot.file(name));
        const Said told = pilot({"audit", "verify", "--write-anchor", pilot.file(name)});
        EXPECT_EQ(told.code, 4) << name << told;
        EXPECT_TRUE(told.tells(pilot.file(name) + ": error[file-exists]")) << told;
        EXPECT_EQ(*base::read_file(pilot.file(name)), before) << name;
    }
    EXPECT_EQ(pilot({"audit", "verify", "--write-anchor", pilot.file("")}).code, 4);
}

TEST(AuditVerify, replaces_an_anchor_that_the_chain_goes_on_from) {
    const Pilot pilot;
    const std::string anchor = pilot.beside("anchor");
    ASSERT_EQ(pilot({"audit", "verify", "--write-anchor", anchor}).code, 0);
    const std::string before = *base::read_file(anchor);
    ASSERT_EQ(pilot({"peer", "revoke", "clinic"}).code, 0);
    const Said told = pilot({"audit", "verify", "--write-anchor", anchor});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_NE(*base::read_file(anchor), before);
}

TEST(AuditVerify, replaces_no_anchor_that_the_chain_does_not_reach) {
    const Pilot pilot;
    const std::string anchor = pilot.beside("anchor");
    const std::string early = pilot.beside("early");
    ASSERT_EQ(pilot({"audit", "verify", "--write-anchor", early}).code, 0);
    ASSERT_EQ(pilot({"peer", "revoke", "clinic"}).code, 0);
    ASSERT_EQ(pilot({"audit", "verify", "--write-anchor", anchor}).code, 0);
    const std::string before = *base::read_file(anchor);
    change_store(pilot, "DELETE FROM audit_event WHERE sequence = (SELECT max(sequence) FROM audit_event)");
    EXPECT_EQ(pilot({"audit", "verify"}).code, 0) << "the chain alone does not tell";
    for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"--anchor", early}, {"--anchor", anchor}}) {
        std::vector<std::string> words{"audit", "verify", "--write-anchor", anchor};
        words.insert(words.end(), more.begin(), more.end());
        const Said told = pilot(words);
        EXPECT_EQ(told.code, 2) << told;
        EXPECT_TRUE(told.tells("error[audit-cut]")) << told;
        EXPECT_TRUE(told.tells("no anchor is written to " + anchor)) << told;
        EXPECT_EQ(*base::read_file(anchor), before);
    }
}

// As a gateway leaves them that was killed; only the next one knows whether they are damaged.
TEST(AuditCommands, tell_of_events_that_wait_beside_the_store) {
    const Pilot pilot;
    ASSERT_TRUE(base::write_file(pilot.file("renkei.db-events"), "two\nlines\n", base::Overwrite::no));
    const std::vector<std::vector<std::string>> commands{{"audit", "list"}, {"audit", "verify"}, {"backup", pilot.beside("backup")}};
    for (const std::vector<std::string>& command : commands) {
        const Said told = pilot(command);
        EXPECT_EQ(told.code, 1) << told;
        EXPECT_NE(told.error.find("renkei.db-events: warning[events-spooled]: 2 audit events"), std::string::npos) << told;
        EXPECT_NE(told.error.find("2 of them are damaged"), std::string::npos) << told;
    }
    EXPECT_TRUE(pilot({"audit", "verify"}, "ja").tells("監査記録が 2 件あり"));
    EXPECT_EQ(*base::read_file(pilot.file("renkei.db-events")), "two\nlines\n");
}

TEST(AuditCommands, tell_of_events_that_were_lost) {
    const Pilot pilot;
    ASSERT_TRUE(base::write_file(pilot.file("renkei.db-events"), "two\nlines\n", base::Overwrite::no));
    ASSERT_TRUE(Site::open(*read_configuration(pilot.file("renkei.yaml"), Language::english), Opener::service, Language::english));
    const Said verified = pilot({"audit", "verify"});
    EXPECT_EQ(verified.code, 1) << verified;
    EXPECT_TRUE(verified.tells("warning[audit-events-lost]: renkei: event 1 tells that 2 audit events were damaged")) << verified;
    EXPECT_TRUE(verified.tells("renkei.db-events.damaged-")) << verified;
    EXPECT_TRUE(verified.tells("renkei: 1 events, whole")) << verified;
    const Said listed = pilot({"audit", "list", "--node", "renkei"});
    EXPECT_EQ(listed.code, 0) << listed;
    EXPECT_EQ(pilot({"audit", "verify", "--write-anchor", pilot.beside("anchor")}).code, 1);
    const Said known = pilot({"audit", "verify", "--anchor", pilot.beside("anchor")});
    EXPECT_EQ(known.code, 0) << "who keeps an anchor behind it has been told: " << known;
    EXPECT_TRUE(listed.tells(R"("outcomeDesc":"damaged before they came into the chain: 2 events")")) << listed;
}

TEST(AuditVerify, of_a_store_without_events_does_not_say_nothing) {
    const Pilot pilot;
    change_store(pilot, "DELETE FROM audit_event");
    const Said told = pilot({"audit", "verify"});
    EXPECT_EQ(told.code, 1) << told;
    EXPECT_TRUE(told.tells("warning[audit-empty]")) << told;
}

TEST(AuditList, as_text_has_one_line_for_each_event_with_the_same_facts) {
    const Pilot pilot;
    ASSERT_EQ(pilot({"peer", "revoke", "clinic"}).code, 0);
    const Said lines = pilot({"audit", "list", "--format", "text"});
    EXPECT_EQ(lines.code, 0) << lines;
    const Said events = pilot({"audit", "list"});
    EXPECT_EQ(std::ranges::count(lines.output, '\n'), std::ranges::count(events.output, '\n'));
    const Said last = pilot({"audit", "list", "--format", "text", "--last", "1"});
    EXPECT_TRUE(last.tells("Z renkei-cli ")) << last;
    EXPECT_TRUE(last.tells(" success update peer-revoke about=clinic")) << last;
    EXPECT_EQ(last.output.find('{'), std::string::npos) << last;
    EXPECT_EQ(pilot({"audit", "list", "--format", "xml"}).code, 3);
}

TEST(AuditList, as_text_shows_an_event_of_an_earlier_program_as_far_as_it_can) {
    const Pilot pilot;
    change_store(pilot, R"(UPDATE audit_event SET event = '{"resourceType":"AuditEvent","recorded":"2026-01-02T03:04:05.678Z"}' WHERE sequence = 2)");
    const Said lines = pilot({"audit", "list", "--format", "text"});
    EXPECT_TRUE(lines.tells("2026-01-02T03:04:05.678Z renkei-cli 2 - - -")) << lines;
}

} // namespace
} // namespace renkei::cli::audit_command_test
