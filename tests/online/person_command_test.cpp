#include "tests/online/command.h"

#include <algorithm>

namespace renkei::online::person_command_test {
namespace {

const std::vector<std::string> numbers{"insurer:990010|0000000001", "institution:9910100016|P-1"};

CommandResult person(const Pilot& pilot, const std::string& command, const std::string& language = "en") {
    return pilot({"person", command, numbers[0], numbers[1]}, language);
}

long events(const Pilot& pilot) { return std::ranges::count(pilot({"audit", "list"}).output, '\n'); }

TEST(Person, link_and_unlink_report_their_result) {
    const Pilot pilot;
    const long before = events(pilot);
    const CommandResult linked = person(pilot, "link");
    EXPECT_EQ(linked.code, 0) << linked;
    EXPECT_TRUE(linked.prints("the two numbers are linked")) << linked;
    EXPECT_EQ(events(pilot), before + 1);
    const CommandResult unlinked = person(pilot, "unlink", "ja");
    EXPECT_EQ(unlinked.code, 0) << unlinked;
    EXPECT_TRUE(unlinked.prints("結び付けを取り消しました")) << unlinked;
    EXPECT_EQ(events(pilot), before + 2);
}

TEST(Person, a_change_without_effect_is_reported_and_not_recorded) {
    const Pilot pilot;
    long before = events(pilot);
    const CommandResult none = person(pilot, "unlink");
    EXPECT_EQ(none.code, 0) << none;
    EXPECT_TRUE(none.prints("there is no such link: nothing was changed")) << none;
    EXPECT_EQ(events(pilot), before);
    ASSERT_EQ(person(pilot, "link").code, 0);
    before = events(pilot);
    EXPECT_TRUE(person(pilot, "link").prints("were linked before: nothing was changed"));
    EXPECT_TRUE(person(pilot, "link", "ja").prints("変更していません"));
    EXPECT_EQ(events(pilot), before);
}

TEST(Person, two_insured_numbers_need_the_move_between_them) {
    const Pilot pilot;
    const std::string there = "insurer:990028|0000000009";
    const CommandResult refused = pilot({"person", "link", numbers[0], there});
    EXPECT_EQ(refused.code, 2) << refused;
    EXPECT_TRUE(refused.prints("error[insurer-unclear]")) << refused;
    EXPECT_EQ(pilot({"person", "link", numbers[0], there, "--moved-in", "2026-10-01"}).code, 0);
    EXPECT_TRUE(pilot({"person", "show", numbers[0]}).prints("insurer: 990028\n"));
}

TEST(Person, an_invalid_number_is_reported_with_its_place_and_without_its_text) {
    const Pilot pilot;
    const CommandResult refused = pilot({"person", "link", numbers[0], "hanako"});
    EXPECT_EQ(refused.code, 3) << refused;
    EXPECT_TRUE(
        refused.prints("OTHER: error[person-number-wrong]: expected is a person's number as insurer:"))
        << refused;
    EXPECT_FALSE(refused.prints("hanako")) << refused;
}

TEST(Person, help_names_every_kind_of_number) {
    for (const char* const kind : {"insurer:", "office:", "institution:", "station:"}) {
        EXPECT_TRUE(run_renkei({"person", "link", "--help"}).prints(kind)) << kind;
    }
}

} // namespace
} // namespace renkei::online::person_command_test
