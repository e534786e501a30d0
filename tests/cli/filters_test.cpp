#include "tests/cli/pilot_store.h"

namespace renkei::cli::filters_test {
namespace {

TEST(Filters, by_a_name_that_nobody_has_warn_and_say_which_there_are) {
    const Pilot pilot;
    for (const std::vector<std::string>& words : {std::vector<std::string>{"outbox", "list", "--peer", "nobody"}, {"audit", "list", "--peer", "nobody"}}) {
        const Said told = pilot(words);
        EXPECT_EQ(told.code, 1);
        EXPECT_EQ(told.output, "");
        EXPECT_TRUE(told.tells("warning[peer-unknown]: there is no peer nobody; known: care-office, clinic, ")) << told;
    }
    const Said of_node = pilot({"audit", "list", "--node", "nowhere"});
    EXPECT_EQ(of_node.code, 1);
    EXPECT_TRUE(of_node.tells("warning[audit-node-unknown]: there is no event of the node nowhere; nodes with events: renkei-cli")) << of_node;
    EXPECT_EQ(pilot({"outbox", "list", "--peer", "clinic"}).code, 0);
    EXPECT_EQ(pilot({"audit", "list", "--peer", "clinic", "--node", "renkei-cli"}).code, 0);
}

TEST(Filters, by_an_id_that_no_document_has_warn_and_say_what_is_expected) {
    const Pilot pilot;
    for (const std::string id : {"0198a1b2-0000-7000-8000-000000000000", "0198a1b2000070008000000000000000", "nonsense"}) {
        for (const std::string command : {"outbox", "audit"}) {
            const Said told = pilot({command, "list", "--document", id});
            EXPECT_EQ(told.code, 1) << told;
            EXPECT_EQ(told.output, "");
            EXPECT_TRUE(told.tells("warning[document-unknown]: nothing is known of a document " + id + "; expected is its id")) << told;
        }
    }
    EXPECT_TRUE(pilot({"audit", "list", "--document", "nonsense"}, "ja").tells("警告[document-unknown]: 文書 nonsense の記録はありません"));
}

TEST(Filters, by_a_document_that_is_gone_show_what_the_audit_tells_of_it) {
    const Pilot pilot;
    const std::string id = "0198a1b2-0000-7000-8000-000000000000";
    change_store(pilot, "UPDATE audit_event SET event = replace(event, '\"peer-add\"', '\"peer-add\",\"document\":\"" + id + "\"') WHERE sequence = 1");
    const Said told = pilot({"audit", "list", "--document", id});
    EXPECT_FALSE(told.tells("document-unknown")) << told;
    EXPECT_NE(told.output, "");
}

TEST(Filters, that_are_empty_are_wrong_usage) {
    const Pilot pilot;
    for (const std::vector<std::string>& words : {std::vector<std::string>{"audit", "list", "--document", ""}, {"audit", "list", "--peer", ""}, {"audit", "list", "--node", ""},
                                                  {"outbox", "list", "--document", ""}, {"outbox", "list", "--peer", ""}, {"outbox", "retry", "--peer", ""}}) {
        const Said told = pilot(words);
        EXPECT_EQ(told.code, 3) << words[2] << told;
        EXPECT_EQ(told.output, "");
        EXPECT_TRUE(told.tells("error[usage-wrong-value]: no such value: " + words[2] + ": \"\" (")) << told;
    }
}

TEST(Filters, by_number_tell_their_range) {
    const Pilot pilot;
    for (const std::string command : {"audit", "outbox"}) {
        EXPECT_EQ(pilot({command, "list", "--last", "100000"}).code, 0);
        EXPECT_TRUE(said({command, "list", "--help"}).tells("--last N (1…100000)")) << command;
        for (const std::string number : {"0", "100001", "-1", "99999999999", "1x", ""}) {
            const Said told = pilot({command, "list", "--last", number});
            EXPECT_EQ(told.code, 3) << told;
            EXPECT_TRUE(told.tells("--last: " + number + " (1…100000)")) << told;
        }
    }
    EXPECT_TRUE(said({"ca", "create", "--days", "10000", pilot.beside("ca")}).tells("--days: 10000 (1…9999)"));
}

TEST(AuditList, names_the_event_that_cannot_be_read) {
    const Pilot pilot;
    change_store(pilot, "UPDATE audit_event SET event = 'nonsense' WHERE sequence = 2");
    const Said told = pilot({"audit", "list"});
    EXPECT_EQ(told.code, 1);
    EXPECT_TRUE(told.tells("error[audit-changed]: renkei-cli: event 2")) << told;
    EXPECT_TRUE(told.tells("error[audit-unreadable]: renkei-cli: event 2 cannot be read: expected one line of JSON with the facts of an event, found: nonsense;")) << told;
}

} // namespace
} // namespace renkei::cli::filters_test
