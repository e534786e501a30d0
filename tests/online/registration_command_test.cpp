#include "tests/online/command.h"

#include <algorithm>

namespace renkei::online::registration_command_test {
namespace {

const std::string hanako = "insurer:990010|0000000001";
const std::string office = "office:9970100021";

std::string id_in(const CommandResult& result) { return result.output.substr(0, result.output.find(' ')); }

class Registered : public testing::Test {
protected:
    Registered() {
        const CommandResult added = pilot({"peer", "add", "--id", "plan-office", "--role", "care_manager",
                                           "--number", office, "--key", std::string(64, 'a')});
        EXPECT_EQ(added.code, 0) << added;
    }
    CommandResult add(std::vector<std::string> more = {}, const std::string& person = hanako) const {
        std::vector<std::string> words{"registration", "add",  person,   "--office", office,
                                       "--method",     "card", "--user", "suzuki"};
        words.insert(words.end(), more.begin(), more.end());
        return pilot(words);
    }
    Pilot pilot;
};

TEST_F(Registered, office_is_added_changed_listed_and_ended) {
    const CommandResult added = add({"--from", "2026-05-01", "--until", "2099-04-30", "--service-type", "43",
                                     "--checked", "2026-05-01T10:00:00+09:00"});
    EXPECT_EQ(added.code, 0) << added;
    const std::string id = id_in(added);
    const std::string line = id + " " + office +
                             " 2026-05-01 lapsed until=2099-04-30 service-type=43 insurer=990010 "
                             "checked=2026-05-01T10:00:00+09:00 method=card user=suzuki";
    EXPECT_EQ(pilot({"registration", "list", hanako}).output, line + "\n");
    const CommandResult changed = pilot({"registration", "change", hanako, id, "--last-service", "2026-10",
                                         "--makes-plan", "yes", "--until", "", "--service-type", ""});
    EXPECT_EQ(changed.code, 0) << changed;
    EXPECT_TRUE(pilot({"registration", "list", hanako}).prints(" last-service=2026-10 makes-plan=yes\n"));
    EXPECT_FALSE(pilot({"registration", "list", hanako}).prints("until=")) << "'' takes it away";
    const CommandResult ended =
        pilot({"registration", "end", hanako, id, "--why", "claims", "--at", "2026-11-01"});
    EXPECT_EQ(ended.code, 0) << ended;
    EXPECT_TRUE(pilot({"registration", "list", hanako}, "ja").prints("終了 (ended)"));
    EXPECT_TRUE(
        pilot({"registration", "list", hanako}).prints(" ended=2026-11-01T00:00:00+09:00 why=claims"));
    EXPECT_EQ(pilot({"registration", "end", hanako, id}).code, 2) << "once";
}

// By the reasons of decisions: what is listed as registered opens something.
TEST_F(Registered, lists_say_what_a_registration_opens_today) {
    const auto expect = [&](const std::string& number, const std::vector<std::string>& more,
                            const std::string& state) {
        const std::string person = "insurer:990010|" + number;
        const CommandResult added = add(more, person);
        EXPECT_EQ(added.code, 0) << added;
        const CommandResult of_person = pilot({"registration", "list", person});
        EXPECT_TRUE(of_person.prints(" " + state)) << state << of_person;
        const std::string line = of_person.output.substr(0, of_person.output.find('\n'));
        EXPECT_TRUE(pilot({"registration", "list", "--office", office}).prints(line + " person=")) << line;
    };
    expect("0000000011", {}, "registered insurer=");
    expect("0000000012", {"--from", "2099-01-01"}, "not-begun insurer=");
    expect("0000000013", {"--from", days_ago(3), "--until", days_ago(1)}, "expired until=");
    expect("0000000014", {"--from", days_ago(3), "--view-until", days_ago(1)}, "view-expired insurer=");
    expect("0000000015", {"--from", "2020-01-01"}, "lapsed insurer=");
    const std::string dead = "insurer:990010|0000000011";
    ASSERT_EQ(pilot({"person", "set", dead, "--died", days_ago(1)}).code, 0);
    EXPECT_TRUE(pilot({"registration", "list", dead}).prints(" died insurer="));
    EXPECT_TRUE(pilot({"registration", "list", dead}, "ja").prints("死亡により終了 (died)"));
}

TEST_F(Registered, office_that_reads_nothing_yet_is_announced_as_such) {
    const auto said = [&](const std::vector<std::string>& more, const std::string& words) {
        const CommandResult added = add(more, "insurer:990010|0000000021");
        EXPECT_EQ(added.code, 0) << added;
        EXPECT_TRUE(added.prints("registration-opens-nothing")) << added;
        EXPECT_TRUE(added.prints(words)) << added;
        EXPECT_EQ(pilot({"registration", "end", "insurer:990010|0000000021", id_in(added)}).code, 0);
    };
    said({"--from", "2020-01-01", "--service-type", "43"}, "claims stopped");
    said({"--from", days_ago(3), "--until", days_ago(1), "--service-type", "43"}, "has passed");
    said({}, "the service type of the office is missing");
    const CommandResult good = add({"--service-type", "43"}, "insurer:990010|0000000021");
    EXPECT_FALSE(good.prints("registration-opens-nothing")) << good;
}

TEST_F(Registered, service_types_are_those_of_the_matrix_and_of_the_role) {
    const CommandResult unknown = add({"--service-type", "99"});
    EXPECT_EQ(unknown.code, 3) << unknown;
    EXPECT_TRUE(unknown.prints("--service-type: \"99\"")) << unknown;
    const CommandResult other = add({"--service-type", "15"});
    EXPECT_EQ(other.code, 1) << other;
    EXPECT_TRUE(other.prints("warning[service-type-of-other-role]: the peer plan-office is entered as care "
                             "manager, which has no service type 15 (43, 46, AF)"))
        << other;
    EXPECT_EQ(pilot({"registration", "change", hanako, id_in(other), "--service-type", "99"}).code, 3);
    const CommandResult right =
        pilot({"registration", "change", hanako, id_in(other), "--service-type", "46"});
    EXPECT_EQ(right.code, 0) << right;
}

TEST_F(Registered, insurers_that_are_not_entered_are_named) {
    EXPECT_TRUE(add().prints("information[insurer-not-entered]: the insurer 990010"));
    ASSERT_EQ(pilot({"insurer", "set", "990010", "--state", "live", "--live-from", "2026-04-01"}).code, 0);
    EXPECT_FALSE(add({}, "insurer:990010|0000000002").prints("insurer-not-entered"));
}

TEST_F(Registered, offices_are_listed_by_office_with_the_hash_of_the_person) {
    ASSERT_EQ(add().code, 0);
    const std::string second = id_in(add({}, "insurer:990010|0000000002"));
    const CommandResult all = pilot({"registration", "list", "--office", office});
    EXPECT_EQ(std::count(all.output.begin(), all.output.end(), '\n'), 2) << all;
    EXPECT_TRUE(all.prints(" person=")) << all;
    EXPECT_FALSE(all.prints("000000000")) << all;
    const std::string first = id_in(all);
    EXPECT_EQ(id_in(pilot({"registration", "list", "--office", office, "--after", first})), second);
    EXPECT_EQ(pilot({"registration", "list", "--office", office, "--last", "1"}).output.substr(0, 36), first);
    EXPECT_TRUE(pilot({"registration", "list", "--office", "office:9970100039"}).prints("no registration"));
    EXPECT_EQ(pilot({"registration", "list"}).code, 3) << "of whom?";
    EXPECT_EQ(pilot({"registration", "list", hanako, "--office", office}).code, 3) << "of one of both";
}

TEST_F(Registered, offices_do_not_see_hidden_persons_in_lists) {
    ASSERT_EQ(add().code, 0);
    const std::string second = id_in(add({}, "insurer:990010|0000000002"));
    ASSERT_EQ(pilot({"person", "set", hanako, "--hidden", "history"}).code, 0);
    const CommandResult shown = pilot({"registration", "list", "--office", office});
    EXPECT_EQ(std::count(shown.output.begin(), shown.output.end(), '\n'), 1) << shown;
    EXPECT_EQ(id_in(shown), second);
    EXPECT_TRUE(pilot({"audit", "list", "--format", "text"}).prints(" read registration-list "));
}

TEST_F(Registered, offices_have_checked_identity) {
    const CommandResult refused =
        pilot({"registration", "add", hanako, "--office", office, "--method", "card"});
    EXPECT_EQ(refused.code, 3);
    EXPECT_TRUE(refused.prints("error[usage-missing]: missing: --user")) << refused;
}

TEST_F(Registered, offices_are_peers) {
    const CommandResult refused = pilot({"registration", "add", hanako, "--office", "office:9970100039",
                                         "--method", "four_items", "--user", "suzuki"},
                                        "ja");
    EXPECT_EQ(refused.code, 2);
    EXPECT_TRUE(refused.prints("エラー[office-unknown]")) << refused;
}

TEST_F(Registered, offices_are_registered_once_and_not_for_the_dead) {
    ASSERT_EQ(add().code, 0);
    const CommandResult doubled = add();
    EXPECT_TRUE(doubled.prints("error[registration-doubled]")) << doubled;
    EXPECT_TRUE(doubled.prints("`renkei registration change PERSON ")) << doubled;
    ASSERT_EQ(pilot({"person", "set", hanako, "--died", "2026-11-01"}).code, 0);
    const CommandResult dead = add();
    EXPECT_EQ(dead.code, 2);
    EXPECT_TRUE(dead.prints("error[person-died]")) << dead;
}

TEST_F(Registered, options_that_are_wrong_are_named) {
    const auto refused = [&](const std::vector<std::string>& more, int code, const std::string& says) {
        const CommandResult result = add(more);
        EXPECT_EQ(result.code, code) << result;
        EXPECT_TRUE(result.prints(says)) << result;
    };
    refused({"--from", "2026-05-02", "--until", "2026-05-01"}, 2, "error[period-backwards]");
    refused({"--checked", "2099-01-01"}, 2, "error[moment-ahead]");
    refused({"--checked", "yesterday"}, 3, "--checked: \"");
    refused({"--service-type", "-1"}, 3, "--service-type");
    refused({"--service-type", "4a"}, 3, "--service-type: \"4a\"");
    refused({"--last-service", "2099-01"}, 2, "error[moment-ahead]: last service month");
    refused({"--last-service", "2026-13"}, 3, "--last-service: \"");
    refused({"--view-until", "2026"}, 3, "--view-until: \"");
    refused({"--service-type", "home"}, 3, "--service-type: \"");
    EXPECT_EQ(pilot({"registration", "end", hanako, "none", "--at", "then"}).code, 3);
    EXPECT_TRUE(pilot({"registration", "change", hanako, "none"}).prints("error[registration-unknown]"));
}

} // namespace
} // namespace renkei::online::registration_command_test
