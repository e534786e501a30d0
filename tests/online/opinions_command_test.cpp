// renkei opinions: a request from its beginning to its end, and the work lists.
#include "tests/online/command.h"

#include <algorithm>

namespace renkei::online::opinions_command_test {
namespace {

const std::string hanako = "insurer:990010|0000000001";
const std::string hospital = "institution:1319999981";

std::string id_in(const CommandResult& result) { return result.output.substr(0, result.output.find(' ')); }

class Opinion : public testing::Test {
protected:
    Opinion() {
        const CommandResult added = pilot({"peer", "add", "--id", "doctor", "--role", "clinic", "--number",
                                           hospital, "--key", std::string(64, 'a')});
        EXPECT_EQ(added.code, 0) << added;
    }
    CommandResult ask(std::vector<std::string> more = {}, const std::string& person = hanako) const {
        std::vector<std::string> words{"opinions", "request", person, "--institution", hospital};
        words.insert(words.end(), more.begin(), more.end());
        return pilot(words);
    }
    CommandResult of_hospital(std::vector<std::string> more = {}) const {
        std::vector<std::string> words{"opinions", "list", "--institution", hospital};
        words.insert(words.end(), more.begin(), more.end());
        return pilot(words);
    }
    Pilot pilot;
};

TEST_F(Opinion, goes_from_the_request_to_the_result) {
    const CommandResult asked = ask({"--sent", "2026-05-01", "--due", "2026-05-15", "--reference", "第12号"});
    EXPECT_EQ(asked.code, 0) << asked;
    EXPECT_TRUE(asked.prints("information[insurer-not-entered]: the insurer 990010")) << asked;
    const std::string id = id_in(asked);
    const std::string begin = id + " " + hospital + " 2026-05-01 ";
    const std::string rest = " due=2026-05-15 reference=第12号 insurer=990010";
    const auto list = [&] { return pilot({"opinions", "list", hanako}).output; };
    EXPECT_EQ(list(), begin + "overdue" + rest + "\n");
    const auto step = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words{"opinions", more.front(), hanako, id};
        words.insert(words.end(), more.begin() + 1, more.end());
        const CommandResult result = pilot(words);
        EXPECT_EQ(result.code, 0) << result;
    };
    step({"receive", "--on", "2026-05-10", "--way", "fhir", "--doctor-agrees", "yes"});
    const std::string received = " received=2026-05-10 way=fhir doctor-agrees=yes";
    EXPECT_EQ(list(), begin + "received" + rest + received + "\n");
    step({"receive", "--way", "file"});
    EXPECT_EQ(list(), begin + "received" + rest + " received=2026-05-10 way=file doctor-agrees=yes\n")
        << "a correction keeps what it does not say";
    step({"receive", "--way", "fhir"});
    step({"decide", "--on", "2026-05-20"});
    step({"deliver", "--on", "2026-05-22"});
    EXPECT_EQ(list(), begin + "decided" + rest + received + " decided=2026-05-20 delivered=2026-05-22\n");
    EXPECT_TRUE(pilot({"opinions", "list", hanako}, "ja").prints("認定済み (decided)"));
    EXPECT_TRUE(pilot({"opinions", "list", hanako, "--format", "json"}).prints("\"way\": \"fhir\""));
}

TEST_F(Opinion, that_is_awaited_stands_in_the_work_lists) {
    const std::string late = id_in(ask({"--sent", days_ago(5), "--due", days_ago(1)}));
    const std::string due = id_in(ask({"--due", days_ago(0)}, "insurer:990010|0000000002"));
    const std::string open = id_in(ask({}, "insurer:990010|0000000003"));
    const CommandResult all = of_hospital();
    EXPECT_EQ(std::count(all.output.begin(), all.output.end(), '\n'), 3) << all;
    EXPECT_TRUE(all.prints(" overdue due=")) << all;
    EXPECT_TRUE(all.prints(" " + days_ago(0) + " due due=")) << all;
    EXPECT_TRUE(all.prints(" waiting insurer=990010 person=")) << all;
    EXPECT_FALSE(all.prints("000000000")) << "persons are keyed hashes";
    EXPECT_EQ(pilot({"opinions", "list", "--insurer", "990010"}).output, all.output);
    const CommandResult overdue = of_hospital({"--overdue"});
    EXPECT_EQ(id_in(overdue), late);
    EXPECT_EQ(std::count(overdue.output.begin(), overdue.output.end(), '\n'), 1) << overdue;
    EXPECT_EQ(id_in(of_hospital({"--after", late})), due);
    EXPECT_EQ(id_in(of_hospital({"--after", late, "--last", "1"})), due);
    ASSERT_EQ(pilot({"opinions", "receive", hanako, late}).code, 0);
    EXPECT_EQ(id_in(of_hospital()), due);
    ASSERT_EQ(pilot({"opinions", "close", "insurer:990010|0000000003", open}).code, 0);
    ASSERT_EQ(pilot({"person", "set", "insurer:990010|0000000002", "--hidden", "history"}).code, 0);
    EXPECT_EQ(of_hospital().output, "no request for 主治医意見書 is shown\n");
    EXPECT_EQ(id_in(pilot({"opinions", "list", "--insurer", "990010"})), due) << "its insurer sees it";
    const CommandResult events = pilot({"audit", "list", "--format", "text"});
    EXPECT_TRUE(events.prints(" read opinions-list ")) << events;
}

TEST_F(Opinion, of_an_institution_that_is_no_peer_is_said) {
    const CommandResult asked =
        pilot({"opinions", "request", hanako, "--institution", "institution:1319999999"});
    EXPECT_EQ(asked.code, 0) << asked;
    EXPECT_TRUE(asked.prints("information[opinion-of-no-peer]: no peer of this gateway has the number "
                             "institution:1319999999"))
        << asked;
    EXPECT_FALSE(ask().prints("opinion-of-no-peer"));
}

TEST_F(Opinion, of_a_peer_that_is_no_medical_institution_is_warned_of) {
    const std::vector<std::string> ask_office{"opinions", "request", hanako, "--institution",
                                              "office:9970100021"};
    ASSERT_EQ(pilot({"peer", "add", "--id", "planner", "--role", "care_manager", "--number",
                     "office:9970100021", "--key", std::string(64, 'b')})
                  .code,
              0);
    const CommandResult asked = pilot(ask_office);
    EXPECT_EQ(asked.code, 1) << asked;
    EXPECT_TRUE(
        asked.prints("warning[opinion-of-other-role]: the number office:9970100021 is that of the peer "
                     "planner, which is entered as care manager"))
        << asked;
    EXPECT_FALSE(ask().prints("opinion-of-other-role"));
}

// What is listed by the keyed hash is found again by a number in hand.
TEST_F(Opinion, that_is_overdue_is_found_by_the_number_of_its_person) {
    const std::string late = id_in(ask({"--sent", days_ago(5), "--due", days_ago(1)}));
    ask({"--sent", days_ago(5), "--due", days_ago(0)}, "insurer:990010|0000000002");
    const std::string listed = of_hospital({"--overdue"}).output;
    const std::string known_as = listed.substr(listed.find("person=") + 7, 64);
    EXPECT_TRUE(pilot({"person", "show", hanako}).prints("\nknown-as: " + known_as + "\n"));
    EXPECT_EQ(id_in(pilot({"opinions", "list", hanako, "--overdue"})), late);
    EXPECT_TRUE(pilot({"opinions", "list", "insurer:990010|0000000002", "--overdue"}).prints("no request"));
}

TEST_F(Opinion, whose_request_was_closed_after_it_came_is_decided_all_the_same) {
    const std::string id = id_in(ask({"--sent", days_ago(9)}));
    ASSERT_EQ(pilot({"opinions", "receive", hanako, id, "--on", days_ago(5)}).code, 0);
    ASSERT_EQ(pilot({"opinions", "close", hanako, id, "--on", days_ago(3)}).code, 0);
    EXPECT_EQ(pilot({"opinions", "decide", hanako, id, "--on", days_ago(1)}).code, 0);
    EXPECT_EQ(pilot({"opinions", "deliver", hanako, id}).code, 0);
    EXPECT_TRUE(
        pilot({"opinions", "list", hanako})
            .prints(" decided=" + days_ago(1) + " delivered=" + days_ago(0) + " closed=" + days_ago(3)));
    EXPECT_EQ(pilot({"opinions", "receive", hanako, id, "--way", "fhir"}).code, 2)
        << "else it stays as it was";
    EXPECT_EQ(pilot({"opinions", "close", hanako, id}).code, 2);
}

TEST_F(Opinion, that_is_refused_says_what_to_do) {
    const std::string id = id_in(ask());
    const auto refused = [&](const std::vector<std::string>& words, int code, const std::string& says) {
        const CommandResult result = pilot(words);
        EXPECT_EQ(result.code, code) << result;
        EXPECT_TRUE(result.prints(says)) << result;
    };
    refused({"opinions", "request", hanako, "--institution", hospital}, 2, "error[opinion-doubled]");
    refused({"opinions", "request", hanako, "--institution", "clinic"}, 3, "--institution: \"clinic\"");
    refused({"opinions", "request", hanako, "--institution", hospital, "--due", "soon"}, 3,
            "--due: \"soon\"");
    refused({"opinions", "receive", hanako, "none"}, 2, "error[opinion-unknown]");
    refused({"opinions", "receive", hanako, id, "--on", "2099-01-01"}, 2, "error[moment-ahead]: received");
    refused({"opinions", "decide", hanako, id, "--on", "today"}, 3, "--on: \"today\"");
    refused({"opinions", "deliver", hanako, id}, 2, "error[opinion-undecided]");
    refused({"opinions", "list"}, 3, "missing: PERSON | --institution | --insurer");
    refused({"opinions", "list", hanako, "--insurer", "990010"}, 3, "--institution | --insurer");
    refused({"opinions", "list", "--insurer", "99001"}, 3, "--insurer: \"99001\"");
    ASSERT_EQ(pilot({"opinions", "close", hanako, id}).code, 0);
    refused({"opinions", "decide", hanako, id}, 2, "error[opinion-closed-before]");
}

} // namespace
} // namespace renkei::online::opinions_command_test
