#include "tests/online/pilot_store.h"

namespace renkei::online::filters_test {
namespace {

TEST(Filters, by_an_unknown_name_warn_and_list_the_known_ones) {
    const Pilot pilot;
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"outbox", "list", "--peer", "missing"},
          {"audit", "list", "--peer", "missing"}}) {
        expect(pilot(words),
               {.code = 1,
                .prints = {"warning[peer-unknown]: there is no peer missing; known: care-office, clinic, "},
                .output = ""});
    }
    expect(pilot("audit list --node nowhere"),
           {.code = 1,
            .prints = {"warning[audit-node-unknown]: there is no event of the node nowhere; nodes with "
                       "events: renkei-cli"}});
    expect(pilot("outbox list --peer clinic"), {.code = 0});
    expect(pilot("audit list --peer clinic --node renkei-cli"), {.code = 0});
}

TEST(Filters, by_an_unknown_document_id_warn_and_name_what_is_expected) {
    const Pilot pilot;
    for (const std::string id :
         {"0198a1b2-0000-7000-8000-000000000000", "0198a1b2000070008000000000000000", "nonsense"}) {
        for (const std::string command : {"outbox", "audit"}) {
            expect(pilot(command + " list --document " + id),
                   {.code = 1,
                    .prints = {"warning[document-unknown]: nothing is known of a document " + id +
                               "; expected is its id"},
                    .output = ""});
        }
    }
    EXPECT_TRUE(pilot("audit list --document nonsense", "ja")
                    .prints("警告[document-unknown]: 文書 nonsense の記録はありません"));
}

TEST(Filters, by_a_deleted_document_show_its_audit_events) {
    const Pilot pilot;
    const std::string id = "0198a1b2-0000-7000-8000-000000000000";
    change_store(
        pilot, "UPDATE audit_event SET event = replace(event, '\"peer-add\"', '\"peer-add\",\"document\":\"" +
                   id + "\"') WHERE sequence = 1");
    const CommandResult result = pilot("audit list --document " + id);
    EXPECT_FALSE(result.prints("document-unknown")) << result;
    EXPECT_NE(result.output, "");
}

TEST(Filters, that_are_empty_are_wrong_usage) {
    const Pilot pilot;
    for (const std::vector<std::string>& words : {std::vector<std::string>{"audit", "list", "--document", ""},
                                                  {"audit", "list", "--peer", ""},
                                                  {"audit", "list", "--node", ""},
                                                  {"outbox", "list", "--document", ""},
                                                  {"outbox", "list", "--peer", ""},
                                                  {"outbox", "retry", "--peer", ""}}) {
        const CommandResult result = pilot(words);
        EXPECT_EQ(result.code, 3) << words[2] << result;
        EXPECT_EQ(result.output, "");
        EXPECT_TRUE(result.prints("error[usage-wrong-value]: no such value: " + words[2] + ": \"\" ("))
            << result;
    }
}

TEST(Filters, by_number_report_their_range) {
    const Pilot pilot;
    for (const std::string command : {"audit", "outbox"}) {
        expect(pilot(command + " list --last 100000"), {.code = 0});
        EXPECT_TRUE(run_renkei(command + " list --help").prints("--last N (1…100000)")) << command;
        for (const std::string number : {"0", "100001", "-1", "99999999999", "1x", ""}) {
            expect(pilot(command + " list --last '" + number + "'"),
                   {.code = 3, .prints = {"--last: " + number + " (1…100000)"}});
        }
    }
    expect(run_renkei("ca create --days 10000 " + pilot.beside("ca")),
           {.prints = {"--days: 10000 (1…9999)"}});
}

TEST(AuditList, names_the_event_that_cannot_be_read) {
    const Pilot pilot;
    change_store(pilot, "UPDATE audit_event SET event = 'nonsense' WHERE sequence = 2");
    expect(pilot("audit list"),
           {.code = 1,
            .prints = {"error[audit-changed]: renkei-cli: event 2",
                       "error[audit-unreadable]: renkei-cli: event 2 cannot be read: expected one "
                       "line of JSON with the facts of an event, found: nonsense;"}});
}

} // namespace
} // namespace renkei::online::filters_test
