#include "gateway/network/seal/hash.h"

#include "tests/seal/hex.h"
#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace renkei::seal::hash_test {
namespace {

struct Known {
    std::string bytes;
    std::string_view hash;
};

TEST(Sha256, gives_the_values_of_fips_180) {
    const Known table[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    };
    for (const Known& known : table) {
        EXPECT_EQ(to_hex(sha256(known.bytes)), known.hash);
    }
}

struct KnownMac {
    std::string key;
    std::string bytes;
    std::string_view hash;
};

TEST(Hmac, gives_the_values_of_rfc_4231) {
    const KnownMac table[] = {
        {std::string(20, '\x0b'), "Hi There",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"Jefe", "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {from_hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    };
    for (const KnownMac& known : table) {
        EXPECT_EQ(to_hex(hmac(key_of(known.key), known.bytes)), known.hash);
    }
}

TEST(Hmac, of_a_key_that_comes_again_is_the_same) {
    const Hash first = hmac(key_of("k"), "x");
    EXPECT_EQ(hmac(key_of("k"), "x"), first);
    EXPECT_NE(hmac(key_of("other"), "x"), first);
    EXPECT_EQ(hmac(key_of("k"), "x"), first);
    EXPECT_NE(hmac(key_of("k"), "y"), first);
    EXPECT_EQ(hmac(key_of("k"), "x"), first);
}

TEST(Keyed, is_the_hmac_of_its_parts_each_with_its_length) {
    const Hash key = key_of("a key");
    const std::string joined = std::string("\0\0\0\0\0\0\0\2ab\0\0\0\0\0\0\0\0", 18);
    EXPECT_EQ(keyed_hash(key, {"ab", ""}), hmac(key, joined));
}

TEST(Keyed, differs_for_lists_that_join_to_the_same_text) {
    const Hash key = key_of("a key");
    const std::set<Hash> all = {keyed_hash(key, {}),         keyed_hash(key, {""}),
                                keyed_hash(key, {"", ""}),   keyed_hash(key, {"ab"}),
                                keyed_hash(key, {"a", "b"}), keyed_hash(key, {"ab", ""}),
                                keyed_hash(key, {"", "ab"})};
    EXPECT_EQ(all.size(), 7U);
}

TEST(Keyed, differs_by_key) { EXPECT_NE(keyed_hash(key_of("one"), {"x"}), keyed_hash(key_of("two"), {"x"})); }

TEST(Hash, is_the_same_on_every_thread) {
    const Hash here = hmac(key_of("k"), "x");
    Hash there{};
    std::thread([&there] { there = hmac(key_of("k"), "x"); }).join();
    EXPECT_TRUE(equal_in_constant_time(here, there));
    there[31] ^= 1U;
    EXPECT_FALSE(equal_in_constant_time(here, there));
}

} // namespace
} // namespace renkei::seal::hash_test
