#include "gateway/network/seal/cipher.h"
#include "gateway/network/seal/compression.h"
#include "gateway/network/seal/sealed.h"
#include "generated/messages/seal.h"

#include "tests/seal/hex.h"
#include "tests/seal/key_folder.h"
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <thread>

namespace renkei::seal::sealed_test {
namespace {

using testing::ElementsAre;

constexpr std::size_t enough = 1'000'000;

Hash a_key() { return key_of("the data key of one document ..."); }

std::string sealed_ok(std::string_view bytes, std::string_view bound_to) {
    return *seal(a_key(), bytes, bound_to);
}

KeyRing ring_in(const KeyFolder& folder) { return *KeyRing::create(folder.keys()); }

RC_GTEST_PROP(Sealed, opens_to_what_it_was, (const std::string& bytes, const std::string& bound_to)) {
    RC_ASSERT(*open(a_key(), sealed_ok(bytes, bound_to), bound_to, bytes.size()) == bytes);
}

RC_GTEST_PROP(Sealed, does_not_open_with_any_bit_flipped, (const std::string& bytes)) {
    std::string sealed = sealed_ok(bytes, "here");
    const std::size_t bit = *rc::gen::inRange<std::size_t>(0, sealed.size() * 8);
    sealed[bit / 8] = static_cast<char>(sealed[bit / 8] ^ (1 << (bit % 8)));
    const diag::Result<std::string> opened = open(a_key(), sealed, "here", enough);
    RC_ASSERT(!opened);
    RC_ASSERT(opened.error().message == message::seal_broken);
}

TEST(Sealed, does_not_open_cut_anywhere) {
    const std::string sealed = sealed_ok("介護 太郎", "here");
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        const diag::Result<std::string> opened =
            open(a_key(), std::string_view(sealed).substr(0, size), "here", enough);
        ASSERT_FALSE(opened) << size;
        EXPECT_EQ(opened.error().message, message::seal_broken);
    }
}

TEST(Sealed, does_not_open_in_another_place) {
    const diag::Result<std::string> opened =
        open(a_key(), sealed_ok("x", "document 1"), "document 2", enough);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().args, ElementsAre("AES-256-GCM"));
}

TEST(Sealed, does_not_open_with_another_key) {
    EXPECT_FALSE(open(key_of("another"), sealed_ok("x", "here"), "here", enough));
}

TEST(Sealed, is_never_twice_the_same) { EXPECT_NE(sealed_ok("x", "here"), sealed_ok("x", "here")); }

TEST(Sealed, shows_nothing_of_its_text_and_is_smaller) {
    std::string text;
    for (int i = 0; i < 1000; ++i) {
        text += "連携 花子 ";
    }
    const std::string sealed = sealed_ok(text, "here");
    EXPECT_EQ(sealed.find("連携"), std::string::npos);
    EXPECT_LT(sealed.size(), text.size() / 50);
}

TEST(Sealed, a_thousandfold_bomb_is_refused_before_it_is_unpacked) {
    const std::string bomb = sealed_ok(std::string(enough + 1, '0'), "here");
    EXPECT_LT(bomb.size(), 1000U);
    const diag::Result<std::string> opened = open(a_key(), bomb, "here", enough);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, message::seal_broken);
    EXPECT_THAT(opened.error().args, ElementsAre("zstd: 1000001 B > 1000000 B"));
    EXPECT_TRUE(open(a_key(), bomb, "here", enough + 1));
}

// Sealed by our key, so the cipher opens it, but not packed by us.
std::string sealed_as_it_is(std::string_view bytes) {
    std::string out = std::string(nonce_bytes, '\0').append(bytes).append(tag_bytes, '\0');
    EXPECT_TRUE(encrypt(a_key(), "here", out));
    return out;
}

TEST(Sealed, what_is_no_frame_or_lies_about_its_size_is_refused) {
    std::string frame(max_compressed_bytes(1000), '\0');
    frame.resize(*compress(std::string(1000, 'a'), frame));
    std::string lies_low = frame;
    // RFC 8878 3.1.1.1.4: 1000 - 256, the two bytes after magic and descriptor
    ASSERT_EQ(lies_low[5], '\xe8');
    lies_low[5] = '\x10';
    for (const std::string& bytes : {std::string(), std::string("not packed"),
                                     frame.substr(0, frame.size() - 1), lies_low, frame + frame}) {
        const diag::Result<std::string> opened = open(a_key(), sealed_as_it_is(bytes), "here", enough);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().message, message::seal_broken);
    }
    EXPECT_EQ(*open(a_key(), sealed_as_it_is(frame), "here", enough), std::string(1000, 'a'));
}

TEST(Sealed, opens_on_another_thread) {
    const std::string sealed = sealed_ok("x", "here");
    std::string opened;
    std::thread([&] { opened = *open(a_key(), sealed, "here", enough); }).join();
    EXPECT_EQ(opened, "x");
}

// Test case 16 of the GCM specification (McGrew and Viega).
TEST(Cipher, opens_the_known_vector) {
    const Hash key = key_of(from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
    const std::string bound_to = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    const std::string sealed = from_hex("cafebabefacedbaddecaf888"
                                        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                                        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                                        "76fc6ece0f4e1768cddf8853bb2d551b");
    EXPECT_EQ(*decrypt(key, bound_to, sealed),
              from_hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                       "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
}

TEST(DataKey, is_random) { EXPECT_NE(*new_data_key(), *new_data_key()); }

TEST(WrappedKey, opens_to_the_data_key_only_where_it_belongs) {
    const KeyFolder folder;
    const KeyRing ring = ring_in(folder);
    const WrappedKey wrapped = *wrap(ring, a_key(), "document 1");
    EXPECT_EQ(wrapped.master, ring.current().id);
    EXPECT_EQ(wrapped.bytes.size(), 60U);
    EXPECT_EQ(*unwrap(ring, wrapped, "document 1"), a_key());
    EXPECT_EQ(unwrap(ring, wrapped, "document 2").error().message, message::seal_broken);
}

TEST(WrappedKey, of_another_length_is_broken) {
    const KeyFolder folder;
    const KeyRing ring = ring_in(folder);
    std::string bytes(nonce_bytes + 31 + tag_bytes, '\0');
    ASSERT_TRUE(encrypt(ring.current().key, "here", bytes));
    EXPECT_EQ(unwrap(ring, {.master = ring.current().id, .bytes = bytes}, "here").error().message,
              message::seal_broken);
}

TEST(WrappedKey, under_a_key_that_is_not_there_names_it) {
    const KeyFolder folder;
    const diag::Result<Hash> key =
        unwrap(ring_in(folder), {.master = "k9", .bytes = std::string(60, 'x')}, "here");
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().message, message::master_key_unknown);
    EXPECT_THAT(key.error().args, ElementsAre("k9"));
}

TEST(WrappedKey, of_a_master_key_of_the_same_name_does_not_open) {
    const KeyFolder one;
    const KeyFolder two;
    one.write("k1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    two.write("k1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
    const WrappedKey wrapped = *wrap(*KeyRing::read(one.keys()), a_key(), "here");
    EXPECT_EQ(unwrap(*KeyRing::read(two.keys()), wrapped, "here").error().message, message::seal_broken);
}

TEST(Rotation, old_keys_open_until_they_are_dropped) {
    const KeyFolder folder;
    KeyRing ring = ring_in(folder);
    const WrappedKey old = *wrap(ring, a_key(), "here");
    ASSERT_TRUE(ring.add_key(folder.keys()));
    const WrappedKey rebuilt = *wrap(ring, *unwrap(ring, old, "here"), "here");
    EXPECT_EQ(rebuilt.master, ring.current().id);
    EXPECT_NE(rebuilt.master, old.master);
    EXPECT_EQ(*unwrap(ring, old, "here"), a_key());
    ASSERT_TRUE(ring.drop_old(folder.keys()));
    EXPECT_EQ(*unwrap(ring, rebuilt, "here"), a_key());
    EXPECT_EQ(unwrap(ring, old, "here").error().message, message::master_key_unknown);
}

} // namespace
} // namespace renkei::seal::sealed_test
