#include "gateway/core/base/filesystem.h"

#include "tests/online/pilot_store.h"

#include <fstream>

namespace renkei::online::backup_commands_test {
namespace {

// A pilot whose events were changed by an attacker with the database, but without the key.
class Backups : public testing::Test {
protected:
    void damage() const { change_store(pilot, "UPDATE audit_event SET seal = x'00' WHERE sequence = 2"); }
    CommandResult restore(const std::vector<std::string>& options = {},
                          const std::string& language = "en") const {
        const fs::path elsewhere = pilot.beside("elsewhere");
        fs::create_directories(elsewhere);
        fs::copy_file(pilot.file("master.key"), elsewhere / "master.key",
                      fs::copy_options::overwrite_existing);
        std::ofstream(elsewhere / "renkei.yaml") << "store:\n  file: restored.db\n";
        std::vector<std::string> words{"restore", file, "--config", (elsewhere / "renkei.yaml").string()};
        words.insert(words.end(), options.begin(), options.end());
        return run_renkei_in(language, words);
    }
    Pilot pilot;
    std::string file = pilot.beside("backup");
};

TEST_F(Backups, of_an_intact_store_report_only_that) {
    const CommandResult saved = pilot("backup " + file);
    EXPECT_EQ(saved.code, 0) << saved;
    EXPECT_EQ(saved.error, "");
    expect(pilot("verify " + file), {.code = 0});
    expect(restore(), {.code = 0});
}

// "…: 0 documents, 7 peers, …" behind what became of the file.
std::string numbers_in(const CommandResult& said, const std::string& became) {
    const std::size_t at = said.output.find(became);
    return at == std::string::npos
               ? ""
               : said.output.substr(at + became.size(), said.output.find('\n', at) - at - became.size());
}

TEST_F(Backups, report_the_same_numbers_when_made_verified_and_restored) {
    const std::string numbers = numbers_in(pilot("backup " + file), file + ": whole: ");
    EXPECT_TRUE(numbers.starts_with("0 documents, 7 peers, ")) << numbers;
    EXPECT_EQ(numbers_in(pilot("verify " + file), file + ": whole: "), numbers);
    EXPECT_EQ(numbers_in(restore(), file + ": restored: "), numbers);
    EXPECT_TRUE(
        run_renkei("store status --config " + pilot.beside("elsewhere/renkei.yaml")).prints("peers: 7"));
}

TEST_F(Backups, with_a_damaged_audit_chain_are_made_and_report_it) {
    damage();
    const CommandResult saved = pilot("backup " + file);
    EXPECT_EQ(saved.code, 1) << saved;
    EXPECT_TRUE(fs::exists(file));
    EXPECT_TRUE(saved.prints(file + ": error[audit-seal-wrong]")) << saved;
    EXPECT_TRUE(saved.prints("error[backup-audit-damaged]")) << saved;
    EXPECT_TRUE(saved.prints("written")) << saved;
    EXPECT_FALSE(saved.prints(file + ": whole")) << saved;
    expect(pilot("verify " + file), {.code = 2, .prints = {"error[audit-seal-wrong]"}});
}

TEST_F(Backups, with_a_damaged_audit_chain_are_restored_only_on_request) {
    damage();
    ASSERT_EQ(pilot("backup " + file).code, 1);
    expect(restore(), {.code = 2, .prints = {"error[audit-seal-wrong]", "renkei restore --damaged-audit"}});
    EXPECT_FALSE(fs::exists(pilot.beside("elsewhere/restored.db")));
    expect(restore({}, "ja"), {.prints = {"監査記録は壊れています"}});
    expect(restore({"--damaged-audit"}), {.code = 1, .prints = {"outbox resume"}});
    const std::string there = pilot.beside("elsewhere/renkei.yaml");
    expect(run_renkei("peer show hospital --config " + there), {.code = 0});
    expect(run_renkei("audit verify --config " + there), {.code = 2}); // nothing was mended in silence
}

TEST_F(Backups, under_another_key_report_the_expected_and_the_available_keys) {
    ASSERT_EQ(pilot("backup " + file).code, 0);
    const Pilot other;
    const CommandResult refused = other({"verify", file});
    EXPECT_EQ(refused.code, 4);
    const std::string expected = pilot("key list").output.substr(0, 9);
    const std::string first = other({"key", "list"}).output.substr(0, 9);
    EXPECT_TRUE(refused.prints(file +
                               ": error[backup-other-key]: this backup is sealed under the master key " +
                               expected + ", and no key in the key file opens it (ids there: " + first + ";"))
        << refused;
    ASSERT_EQ(other({"key", "rotate"}).code, 0);
    expect(other({"verify", file}),
           {.prints = {"(ids there: " + other({"key", "list"}).output.substr(0, 9) + ", " + first + ";"}});
}

} // namespace
} // namespace renkei::online::backup_commands_test
