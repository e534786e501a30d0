#include "tests/online/pilot_store.h"

// What else the command prints: tests/cases/records-consent.case.
namespace renkei::online::consent_command_test {
namespace {

const std::string hanako = "insurer:990010|0000000001";

// The first word of what was printed.
std::string id_in(const CommandResult& result) { return result.output.substr(0, result.output.find(' ')); }

TEST(ConsentCommand, lists_the_others_beside_a_damaged_one) {
    const Pilot pilot;
    const std::string lost = id_in(pilot({"consent", "refuse", hanako, "--given", "2026-06-01"}));
    change_store(pilot, "UPDATE person_record SET entry = zeroblob(60)");
    const std::string whole = id_in(pilot({"consent", "refuse", hanako}));
    const CommandResult listed = pilot({"consent", "list", hanako});
    EXPECT_EQ(listed.code, 1) << listed;
    EXPECT_TRUE(listed.prints("\n" + whole + " ")) << listed;
    EXPECT_TRUE(listed.prints("warning[record-damaged]: the record " + lost)) << listed;
    EXPECT_EQ(pilot({"person", "drop-damaged", hanako, lost}).code, 0);
    EXPECT_EQ(pilot({"consent", "list", hanako}).code, 0);
}

} // namespace
} // namespace renkei::online::consent_command_test
