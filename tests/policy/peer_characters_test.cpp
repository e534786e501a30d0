// The characters that a peer's system has, and the edition that it reads, in its entry.
#include "gateway/network/policy/peer.h"
#include "generated/messages/policy.h"

#include <gtest/gtest.h>

namespace renkei::policy::peer_characters_test {
namespace {

constexpr std::string_view before = R"({"id":"h","role":"hub")";

std::string entry(std::string_view members) { return std::string(before) + std::string(members) + "}"; }

TEST(PeerCharacters, are_kept_in_the_entry) {
    Peer peer{.id = "h", .role = Role::hub};
    peer.characters = {.repertoire = text::Repertoire::jis, .gaiji = text::Gaiji::as_geta};
    const std::string json = to_json(peer);
    EXPECT_NE(json.find(R"("characters":"jis","gaiji":"geta")"), std::string::npos) << json;
    EXPECT_EQ(*read_peer(json), peer);
}

TEST(PeerCharacters, are_all_without_a_word_in_the_entry) {
    const Peer peer = *read_peer(entry(""));
    EXPECT_EQ(peer.characters, text::Characters());
    EXPECT_EQ(to_json(peer).find("characters"), std::string::npos);
    EXPECT_EQ(to_json(peer).find("gaiji"), std::string::npos);
}

TEST(PeerCharacters, are_named_by_known_words) {
    const diag::Result<Peer> set = read_peer(entry(R"(,"characters":"sjis")"));
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().args, (std::vector<std::string>{"h", "characters", "\"sjis\" → ms932 | jis"}));
    const diag::Result<Peer> gaiji = read_peer(entry(R"(,"gaiji":"yes")"));
    ASSERT_FALSE(gaiji);
    EXPECT_EQ(gaiji.error().args, (std::vector<std::string>{"h", "gaiji", "\"yes\" → geta"}));
}

TEST(PeerEdition, is_a_family_and_a_version) {
    EXPECT_EQ(read_peer(entry(R"(,"edition":"clins 1.10.0")"))->edition, "clins 1.10.0");
    for (const char* const wrong : {"clins", " 1.10.0", "clins ", "clins 1.10.0 x", "Clins 1"}) {
        Peer peer{.id = "h", .role = Role::hub, .edition = wrong};
        ASSERT_FALSE(check(peer)) << wrong;
        EXPECT_EQ(check(peer).error().args.at(1), "edition") << wrong;
    }
}

} // namespace
} // namespace renkei::policy::peer_characters_test
