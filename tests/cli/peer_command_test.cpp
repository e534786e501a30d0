#include "tests/cli/said.h"

#include <sqlite3.h>

namespace renkei::cli {
namespace {

const std::string key(64, 'a');

TEST(PeerCommand, names_the_file_that_is_no_certificate) {
    const Pilot pilot;
    for (const std::string& file : {pilot.file("renkei.yaml"), pilot.file("peers/clinic.key")}) {
        const Said refused = pilot({"peer", "add", "--id", "shop", "--role", "network", "--certificate", file});
        EXPECT_EQ(refused.code, 2);
        EXPECT_TRUE(refused.tells(file + ": error[certificate-unreadable]")) << refused;
        EXPECT_TRUE(pilot({"peer", "add-binding", "clinic", "--certificate", file}).tells(file + ": error[certificate-unreadable]"));
    }
}

TEST(PeerCommand, says_that_a_peer_is_entered_with_and_without_a_warning) {
    const Pilot pilot;
    const Said whole = pilot({"peer", "add", "--id", "shop", "--role", "network", "--key", key});
    EXPECT_EQ(whole.code, 0) << whole;
    EXPECT_TRUE(whole.tells("the peer shop is entered")) << whole;
    const Said warned = pilot({"peer", "add", "--id", "other", "--role", "network"});
    EXPECT_EQ(warned.code, 1);
    EXPECT_TRUE(warned.tells("warning: the peer other has no certificate")) << warned;
    EXPECT_TRUE(warned.tells("the peer other is entered")) << warned;
    EXPECT_TRUE(pilot({"peer", "add", "--id", "third", "--role", "network"}, "ja").tells("接続先 third を登録しました"));
}

TEST(PeerCommand, says_behind_a_warning_that_a_peer_was_changed_all_the_same) {
    const Pilot pilot;
    const Said warned = pilot({"peer", "add", "--id", "clinic", "--replace", "--syntax", "xlsx"});
    EXPECT_EQ(warned.code, 1);
    EXPECT_TRUE(warned.tells("syntax: - → xlsx")) << warned;
    EXPECT_TRUE(warned.tells("information[peer-changed]")) << warned;
    const Said again = pilot({"peer", "add", "--id", "clinic", "--replace", "--syntax", "xlsx"});
    EXPECT_FALSE(again.tells("peer-changed")) << again << "nothing was changed";
}

TEST(PeerCommand, says_which_certificates_a_peer_has_had_and_has) {
    const Pilot pilot;
    ASSERT_EQ(pilot({"peer", "add", "--id", "shop", "--role", "network", "--key", key}).code, 0);
    EXPECT_EQ(pilot({"peer", "add-binding", "shop", "--key", std::string(64, 'b')}).output, "bindings: key " + key + " → key " + key + ", key " + std::string(64, 'b') + "\n");
    EXPECT_EQ(pilot({"peer", "remove-binding", "shop", "--key", key}).output, "bindings: key " + key + ", key " + std::string(64, 'b') + " → key " + std::string(64, 'b') + "\n");
}

TEST(PeerCommand, tells_in_the_readers_language_what_it_cannot_read_of_an_entry) {
    const Pilot pilot;
    sqlite3* store = nullptr;
    ASSERT_EQ(sqlite3_open(pilot.file("renkei.db").c_str(), &store), SQLITE_OK);
    const char* const newer = R"(UPDATE peer SET entry = '{"id":"clinic","role":"clinic","must_know":["hours"]}' WHERE id = 'clinic')";
    EXPECT_EQ(sqlite3_exec(store, newer, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(store);
    for (const std::vector<std::string>& words : {std::vector<std::string>{"peer", "list"}, {"peer", "show", "clinic"}}) {
        const Said told = pilot(words, "ja");
        EXPECT_TRUE(told.tells("エラー[peer-unread]: この版のプログラムでは接続先 clinic の登録内容を読めない")) << told;
        EXPECT_TRUE(told.tells("エラー[peer-wrong]: 接続先 clinic の登録内容が正しくありません: must_know/0: \"hours\"")) << told;
    }
    EXPECT_EQ(pilot({"peer", "list"}).code, 1);
    EXPECT_EQ(pilot({"peer", "show", "clinic"}).code, 4);
}

} // namespace
} // namespace renkei::cli
