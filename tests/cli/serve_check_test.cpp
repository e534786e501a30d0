#include "tests/cli/said.h"

#include <filesystem>

namespace renkei::cli {
namespace {

TEST(ServeCheck, is_content_if_every_file_is_there) {
    const Pilot pilot;
    const Said told = pilot({"serve", "--check"});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_TRUE(told.tells("tls.certificate: ")) << told;
}

TEST(ServeCheck, names_each_file_that_cannot_be_read) {
    const Pilot pilot;
    for (const char* const name : {"server.pem", "ca/ca.crl"}) {
        std::filesystem::remove(pilot.file(name));
    }
    std::filesystem::remove(pilot.file("server.key"));
    std::filesystem::create_directory(pilot.file("server.key"));
    const Said told = pilot({"serve", "--check"});
    EXPECT_EQ(told.code, 4) << told;
    EXPECT_TRUE(told.tells("tls.certificate: ")) << "the settings are shown all the same";
    for (const char* const name : {"server.pem", "server.key", "ca/ca.crl"}) {
        EXPECT_TRUE(told.tells(pilot.file(name) + ": error[file-unreadable]: cannot read the file: ")) << name << "\n" << told;
    }
    EXPECT_FALSE(told.tells("ca.pem: error")) << told;
    EXPECT_TRUE(pilot({"serve", "--check"}, "ja").tells("エラー[file-unreadable]: ファイルを読めません"));
}

TEST(ServeCheck, does_not_miss_a_master_key_that_the_first_start_makes) {
    const Pilot pilot;
    std::filesystem::remove(pilot.file("master.key"));
    EXPECT_EQ(pilot({"serve", "--check"}).code, 0);
    std::filesystem::create_directory(pilot.file("master.key"));
    EXPECT_EQ(pilot({"serve", "--check"}).code, 4);
}

TEST(KeyCreate, says_what_was_made_and_where) {
    const Pilot pilot;
    const std::string file = pilot.beside("new.key");
    const Said told = said({"key", "create", file});
    EXPECT_EQ(told.code, 0) << told;
    EXPECT_TRUE(told.output.starts_with("the key ")) << told;
    EXPECT_TRUE(told.tells(" is made, in the new file " + file)) << told;
    EXPECT_EQ(said({"key", "create", file}).code, 2) << "it is there";
    EXPECT_TRUE(said_in("ja", {"key", "create", pilot.beside("other.key")}).tells("を作り、新しいファイル "));
}

} // namespace
} // namespace renkei::cli
