#include "gateway/network/seal/key_ring.h"
#include "gateway/network/seal/sealed.h"
#include "generated/messages/base.h"
#include "generated/messages/seal.h"

#include "tests/seal/hex.h"
#include "tests/seal/key_folder.h"
#include <gmock/gmock.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

namespace renkei::seal::key_ring_test {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;
using testing::StartsWith;

constexpr std::string_view zeros = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
constexpr std::string_view counted = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

std::string two_keys() { return "k2 " + std::string(counted) + "\nold_one-1 " + std::string(zeros) + "\n"; }

TEST(KeyRing, reads_one_key_a_line_the_first_is_current) {
    const KeyFolder folder;
    folder.write(two_keys());
    const KeyRing ring = *KeyRing::read(folder.keys());
    EXPECT_THAT(ids(ring), ElementsAre("k2", "old_one-1"));
    EXPECT_EQ(to_hex(ring.current().key), "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    EXPECT_EQ(ring.find("old_one-1")->key, Hash{});
    EXPECT_EQ(ring.find("k1"), nullptr);
}

TEST(KeyRing, needs_no_line_end_after_the_last_key) {
    const KeyFolder folder;
    folder.write("k1 " + std::string(zeros));
    EXPECT_THAT(ids(*KeyRing::read(folder.keys())), ElementsAre("k1"));
}

struct Wrong {
    std::string text;
    std::string line;
    std::string shown;
};

TEST(KeyRing, refuses_any_other_text_and_shows_no_key) {
    const std::string key(zeros);
    const std::string good = "k1 " + key + "\n";
    const Wrong table[] = {
        {"", "1", "\"\""},
        {"\n", "1", "\"\""},
        {good + "\n", "2", "\"\""},
        {key + "\n", "1", "\"" + std::string(44, '*') + "\""},                          // no id
        {" " + key + "\n", "1", "\"" + std::string(45, '*') + "\""},                    // an empty id
        {"k 1 " + key + "\n", "1", "\"k " + std::string(46, '*') + "\""},               // two blanks
        {"k1  " + key + "\n", "1", "\"k1 " + std::string(45, '*') + "\""},              // two blanks
        {"k1\t" + key + "\n", "1", "\"" + std::string(47, '*') + "\""},                 // a tab
        {"鍵 " + key + "\n", "1", "\"" + std::string(48, '*') + "\""},                  // not an id
        {"k1 " + key + "\r\n", "1", "\"k1 " + std::string(45, '*') + "\""},             // CRLF
        {"k1 " + key.substr(0, 40) + "\n", "1", "\"k1 " + std::string(40, '*') + "\""}, // 30 bytes
        {"k1 AAAA" + key + "\n", "1", "\"k1 " + std::string(48, '*') + "\""},           // 35 bytes
        {"k1 " + key.substr(0, 42) + "B=\n", "1",
         "\"k1 " + std::string(44, '*') + "\""}, // bits that no byte holds
        {"k1 " + key.substr(0, 42) + "==\n", "1", "\"k1 " + std::string(44, '*') + "\""},   // 31 bytes
        {"k1 " + std::string(43, '-') + "=\n", "1", "\"k1 " + std::string(44, '*') + "\""}, // base64url
        {good + "k2 =" + key.substr(1) + "\n", "2", "\"k2 " + std::string(44, '*') + "\""},
        {good + good, "2", "k1, k1"},
        {key + " k1\n", "1", "\"" + std::string(47, '*') + "\""}, // the wrong way round
    };
    for (const Wrong& wrong : table) {
        const KeyFolder folder;
        folder.write(wrong.text);
        const diag::Result<KeyRing> ring = KeyRing::read(folder.keys());
        ASSERT_FALSE(ring) << wrong.text;
        EXPECT_EQ(ring.error().message, message::key_file_wrong);
        EXPECT_THAT(ring.error().args, ElementsAre(wrong.line, wrong.shown)) << wrong.text;
    }
}

TEST(KeyRing, refuses_a_file_that_others_may_read) {
    for (const auto& [mode, shown] :
         {std::pair(0640U, "0640"), {0604U, "0604"}, {0620U, "0620"}, {0601U, "0601"}, {0666U, "0666"}}) {
        const KeyFolder folder;
        folder.write(two_keys());
        folder.set_mode(mode);
        const diag::Result<KeyRing> ring = KeyRing::read(folder.keys());
        ASSERT_FALSE(ring) << shown;
        EXPECT_EQ(ring.error().message, message::key_file_open);
        EXPECT_THAT(ring.error().args, ElementsAre(shown));
    }
}

TEST(KeyRing, reads_a_file_that_only_its_owner_may_read) {
    for (const unsigned mode : {0600U, 0400U}) {
        const KeyFolder folder;
        folder.write(two_keys());
        folder.set_mode(mode);
        EXPECT_TRUE(KeyRing::read(folder.keys()));
    }
}

TEST(KeyRing, reports_a_missing_file) {
    const KeyFolder folder;
    EXPECT_EQ(KeyRing::read(folder.keys()).error().message, message::file_unreadable);
    folder.write(two_keys());
    KeyRing ring = *KeyRing::read(folder.keys());
    std::filesystem::remove(folder.keys());
    EXPECT_EQ(ring.add_key(folder.keys()).error().message, message::file_unreadable);
    EXPECT_EQ(folder.files(), 0U);
}

TEST(KeyRing, makes_a_file_with_one_random_key_for_its_owner_alone) {
    const KeyFolder folder;
    const mode_t before = ::umask(0);
    const KeyRing made = *KeyRing::create(folder.keys());
    ::umask(before);
    EXPECT_EQ(folder.mode(), 0600U);
    EXPECT_EQ(folder.files(), 1U);
    const KeyRing read = *KeyRing::read(folder.keys());
    EXPECT_THAT(ids(read), ElementsAre(made.current().id));
    EXPECT_EQ(read.current().key, made.current().key);
    EXPECT_EQ(read.file(), folder.keys());
    const KeyFolder other;
    EXPECT_NE(KeyRing::create(other.keys())->current().key, made.current().key);
}

TEST(KeyRing, the_first_keys_of_two_files_have_different_ids) {
    const KeyFolder one;
    const KeyFolder two;
    const std::string first = KeyRing::create(one.keys())->current().id;
    EXPECT_THAT(first, MatchesRegex("k1-[0-9a-f]{6}"));
    EXPECT_NE(KeyRing::create(two.keys())->current().id, first); // by chance once in 16 million runs
    EXPECT_EQ(to_hex(KeyRing::read(one.keys())->current().key).find(first.substr(3)), std::string::npos)
        << "an id that is part of its key";
}

TEST(KeyRing, a_file_keeps_its_owner_when_root_changes_it) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root may give files away";
    }
    constexpr uid_t user = 12345;
    constexpr gid_t group = 23456;
    const KeyFolder folder;
    folder.write(two_keys());
    ASSERT_EQ(::chown(folder.keys().c_str(), user, group), 0);
    const auto expect_his = [&] {
        struct stat about {};
        ASSERT_EQ(::stat(folder.keys().c_str(), &about), 0);
        EXPECT_EQ(about.st_uid, user);
        EXPECT_EQ(about.st_gid, group);
        EXPECT_EQ(folder.mode(), 0600U);
    };
    KeyRing ring = *KeyRing::read(folder.keys());
    ASSERT_TRUE(ring.add_key(folder.keys()));
    expect_his();
    ASSERT_TRUE(ring.drop_old(folder.keys()));
    expect_his();
}

// The program may read the file and write into its folder, but may not give files away.
TEST(KeyRing, a_file_that_would_change_its_owner_stays_as_it_is) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root may give files away";
    }
    const KeyFolder folder;
    folder.write(two_keys());
    ASSERT_EQ(::chown(folder.keys().c_str(), 0, 0), 0);
    folder.set_mode(0440); // as systemd hands a credential
    ASSERT_EQ(::chown(folder.keys().parent_path().c_str(), 12345, 0), 0);
    const auto change = [&] {
        const bool is_other = ::setgroups(0, nullptr) == 0 && ::setegid(0) == 0 && ::seteuid(12345) == 0;
        const diag::Result<KeyRing> ring = is_other ? KeyRing::read(folder.keys()) : KeyRing();
        KeyRing changed = ring.value_or(KeyRing());
        const diag::Result<void> done = changed.add_key(folder.keys());
        // at once: leaks cannot be looked for by a program that changed who it is
        ::_exit(is_other && ring && !done && done.error().message == message::file_unwritable ? 0 : 1);
    };
    EXPECT_EXIT(change(), testing::ExitedWithCode(0), "");
    EXPECT_EQ(folder.text(), two_keys());
    EXPECT_EQ(folder.files(), 1U);
}

TEST(KeyRing, never_overwrites_a_file_with_keys) {
    const KeyFolder folder;
    folder.write(two_keys());
    EXPECT_EQ(KeyRing::create(folder.keys()).error().message, message::file_exists);
    EXPECT_EQ(folder.text(), two_keys());
}

TEST(KeyRing, a_new_key_becomes_the_current_one_here_and_in_the_file) {
    const KeyFolder folder;
    KeyRing ring = *KeyRing::create(folder.keys());
    ASSERT_TRUE(ring.add_key(folder.keys()));
    EXPECT_THAT(ids(ring), ElementsAre(StartsWith("k2-"), StartsWith("k1-")));
    EXPECT_EQ(ids(*KeyRing::read(folder.keys())), ids(ring));
    EXPECT_NE(ring.keys()[0].key, ring.keys()[1].key);
    EXPECT_EQ(folder.mode(), 0600U);
    EXPECT_EQ(folder.files(), 1U);
}

TEST(KeyRing, the_id_of_a_dropped_key_does_not_come_back) {
    const KeyFolder folder;
    folder.write("k7 " + std::string(zeros) + "\nlast-year " + std::string(counted) + "\n");
    KeyRing ring = *KeyRing::read(folder.keys());
    ASSERT_TRUE(ring.drop_old(folder.keys()));
    ASSERT_TRUE(ring.add_key(folder.keys()));
    EXPECT_THAT(ids(ring), ElementsAre(StartsWith("k8-"), "k7"));
    ASSERT_TRUE(ring.drop_old(folder.keys()));
    ASSERT_TRUE(ring.add_key(folder.keys()));
    EXPECT_THAT(ids(ring), ElementsAre(StartsWith("k9-"), StartsWith("k8-")))
        << "numbers of both kinds are read";
}

TEST(KeyRing, dropping_keeps_the_current_key_alone) {
    const KeyFolder folder;
    folder.write(two_keys());
    KeyRing ring = *KeyRing::read(folder.keys());
    ASSERT_TRUE(ring.drop_old(folder.keys()));
    EXPECT_THAT(ids(ring), ElementsAre("k2"));
    EXPECT_EQ(folder.text(), "k2 " + std::string(counted) + "\n");
    EXPECT_EQ(folder.mode(), 0600U);
}

TEST(KeyRing, dropping_keeps_a_key_that_was_added_meanwhile) {
    const KeyFolder folder;
    folder.write(two_keys());
    KeyRing ours = *KeyRing::read(folder.keys());
    KeyRing theirs = *KeyRing::read(folder.keys());
    ASSERT_TRUE(theirs.add_key(folder.keys()));
    ASSERT_TRUE(ours.drop_old(folder.keys()));
    EXPECT_THAT(ids(ours), ElementsAre(StartsWith("k3-"), "k2"));
}

TEST(KeyRing, dropping_by_a_ring_whose_key_the_file_lacks_changes_nothing) {
    const KeyFolder folder;
    folder.write("k1 " + std::string(zeros) + "\n");
    KeyRing stale = *KeyRing::read(folder.keys());
    folder.write(two_keys());
    const diag::Result<void> dropped = stale.drop_old(folder.keys());
    ASSERT_FALSE(dropped);
    EXPECT_EQ(dropped.error().message, message::master_key_unknown);
    EXPECT_EQ(folder.text(), two_keys());
}

TEST(KeyRing, keys_added_at_the_same_time_are_all_kept) {
    const KeyFolder folder;
    ASSERT_TRUE(KeyRing::create(folder.keys()));
    const auto add_ten = [&folder] {
        KeyRing ring = *KeyRing::read(folder.keys());
        for (int i = 0; i < 10; ++i) {
            EXPECT_TRUE(ring.add_key(folder.keys()));
        }
    };
    std::jthread one(add_ten);
    std::jthread two(add_ten);
    one.join();
    two.join();
    EXPECT_EQ(KeyRing::read(folder.keys())->keys().size(), 21U);
}

} // namespace
} // namespace renkei::seal::key_ring_test
