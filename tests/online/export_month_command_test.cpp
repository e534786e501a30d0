#include "tests/online/pilot_store.h"

// The file: tests/server_records/month_test.cpp, docs/exchange.md.
namespace renkei::online::export_month_command_test {
namespace {

const std::string hanako = "insurer:990010|0000000001";

void add_peer(const Pilot& pilot, const std::string& id, char key, const std::vector<std::string>& numbers) {
    std::vector<std::string> words{"peer",   "add",         "--id",  id,
                                   "--role", "care_office", "--key", std::string(64, key)};
    for (const std::string& each : numbers) {
        words.insert(words.end(), {"--number", "office:" + each});
    }
    const CommandResult added = pilot(words);
    EXPECT_LE(added.code, 1) << added;
}

TEST(ExportMonthCommand, says_each_person_once_above_what_is_missing) {
    const Pilot pilot;
    add_peer(pilot, "home", 'a', {"9970100021"});
    const CommandResult registered =
        pilot({"registration", "add", hanako, "--office", "office:9970100021", "--service-type", "15",
               "--name", "連携 花子", "--method", "card", "--user", "suzuki"});
    EXPECT_LE(registered.code, 1) << registered;
    const CommandResult made = pilot("export-month life310_adl 2099-01 home");
    EXPECT_EQ(made.code, 2) << made << "there is no document";
    EXPECT_TRUE(made.prints("連携 花子 (0000000001)\nwarning[month-person-missing]: no document")) << made;
    EXPECT_FALSE(made.prints("month-registrations-unread")) << made;
    change_store(pilot, "UPDATE person_record SET entry = zeroblob(60)");
    const CommandResult unread = pilot("export-month life310_adl 2099-01 home");
    EXPECT_TRUE(unread.prints("warning[month-registrations-unread]: ")) << unread;
    EXPECT_FALSE(unread.prints("連携 花子")) << unread;
}

TEST(ExportMonthCommand, asks_which_office_of_a_peer_with_several_numbers) {
    const Pilot pilot;
    add_peer(pilot, "two", 'b', {"9970100021", "9970100039"});
    expect(pilot("export-month life310_adl 2026-04 two"),
           {.code = 3, .prints = {"--office", "office:9970100021 | office:9970100039"}});
    expect(pilot("export-month life310_adl 2026-04 two --office office:9970100039"),
           {.code = 2, .prints = {"month-without-documents"}});
    expect(pilot("export-month life310_adl 2026-04 two --office office:9970100013"), {.code = 3});
}

} // namespace
} // namespace renkei::online::export_month_command_test
