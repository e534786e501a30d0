// Commands on a store that is not there do not create one; those that are meant to create one do.
#include "gateway/core/base/filesystem.h"

#include "tests/online/command.h"

#include <fstream>

namespace renkei::online::store_missing_test {
namespace {

// A configuration in a folder of its own, with or without keys, and no store.
class NoStore : public testing::Test {
protected:
    NoStore() { std::ofstream(folder.file("renkei.yaml")) << "store:\n  file: wrong.db\n"; }
    CommandResult run(std::vector<std::string> words) const {
        words.insert(words.end(), {"--config", folder.file("renkei.yaml")});
        return run_renkei(words);
    }
    std::ptrdiff_t files() const {
        return std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator());
    }
    Folder folder;
    std::string store = folder.file("wrong.db");
};

const std::vector<std::vector<std::string>> commands{
    {"audit", "verify"},
    {"audit", "list"},
    {"peer", "list"},
    {"peer", "show", "hospital"},
    {"peer", "add", "--id", "new", "--role", "network"},
    {"peer", "revoke", "hospital"},
    {"outbox", "list"},
    {"outbox", "retry", "--all"},
    {"outbox", "pause"},
    {"store", "status"},
    {"key", "rotate"},
    {"person", "link", "insurer:990010|0000000001", "institution:9910100016|P-1"}};

TEST_F(NoStore, is_reported_by_every_command_and_not_created) {
    ASSERT_EQ(run_renkei("key create " + folder.file("master.key")).code, 0);
    for (const bool is_empty : {false, true}) {
        if (is_empty) {
            std::ofstream made(store);
        }
        const std::ptrdiff_t before = files();
        for (const std::vector<std::string>& command : commands) {
            const CommandResult refused = run(command);
            EXPECT_EQ(refused.code, 4) << command.front() << "\n" << refused;
            EXPECT_TRUE(refused.prints(store + ": error[store-missing]")) << command.front() << "\n"
                                                                          << refused;
            EXPECT_TRUE(refused.prints("the setting store.file")) << refused;
        }
        expect(run({"backup", folder.file("backup")}), {.code = 4});
        EXPECT_EQ(files(), before);
    }
    EXPECT_EQ(fs::file_size(store), 0U);
}

TEST(NoConfiguration, is_reported_with_a_remedy) {
    const std::string installed = "/etc/renkei/renkei.yaml";
    if (fs::exists(installed) || fs::exists("renkei.yaml")) {
        GTEST_SKIP() << "there is one";
    }
    expect(run_renkei("peer list"),
           {.code = 4, .prints = {installed + ": error[configuration-missing]", "--config FILE"}});
}

TEST_F(NoStore, gets_no_key) {
    for (const std::vector<std::string>& command : commands) {
        EXPECT_TRUE(run(command).prints("error[store-missing]")) << command.front();
    }
    EXPECT_EQ(files(), 1) << "the configuration";
}

TEST_F(NoStore, is_made_by_the_command_for_it) {
    expect(run({"store", "migrate"}), {.code = 0});
    EXPECT_TRUE(fs::exists(store));
    EXPECT_TRUE(fs::exists(folder.file("master.key")));
    expect(run({"store", "status"}), {.code = 0});
}

TEST(Keys, that_are_missing_are_reported_beside_a_store) {
    const Pilot pilot;
    fs::remove(pilot.file("master.key"));
    for (const std::vector<std::string>& command :
         std::vector<std::vector<std::string>>{{"peer", "list"},
                                               {"key", "list"},
                                               {"verify", pilot.beside("no.backup")},
                                               {"store", "migrate"}}) {
        expect(pilot(command), {.code = 4,
                                .prints = {pilot.file("master.key") + ": error[master-key-missing]",
                                           pilot.file("renkei.db")}});
    }
    EXPECT_FALSE(fs::exists(pilot.file("master.key")));
}

TEST(Keys, of_another_store_are_reported_with_their_file) {
    const Pilot pilot;
    fs::remove(pilot.file("master.key"));
    ASSERT_EQ(run_renkei("key create " + pilot.file("master.key")).code, 0);
    expect(pilot("peer list"), {.prints = {pilot.file("master.key") + ": error[store-other-key]"}});
}

TEST(BackupFile, over_another_file_advise_no_option_that_they_do_not_have) {
    const Pilot pilot;
    std::ofstream(pilot.beside("there")) << "something";
    expect(pilot("backup " + pilot.beside("there")),
           {.code = 4,
            .prints = {pilot.beside("there") + ": error[file-exists]"},
            .omits = {"--overwrite"}}); // as of every command that overwrites nothing
}

} // namespace
} // namespace renkei::online::store_missing_test
