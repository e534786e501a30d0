#include "gateway/network/tokens/key_set.h"
#include "generated/messages/tokens.h"

#include "tests/support/must.h"
#include "tests/support/token_issuer.h"
#include <gtest/gtest.h>

namespace renkei::tokens::key_set_test {
namespace {

using nlohmann::json;
using test::must;
using test::TokenKey;

const json& curve_key() {
    static const json key = TokenKey("ES256", "a").jwk();
    return key;
}
const json& rsa_key() {
    static const json key = TokenKey("RS256", "b").jwk();
    return key;
}

std::string of_value(const json& keys) { return json{{"keys", keys}}.dump(); }
std::string of(const std::vector<json>& keys) { return of_value(keys); }
json with(json key, const std::string& member, const json& value) {
    key[member] = value;
    return key;
}
json without(json key, const std::string& member) {
    key.erase(member);
    return key;
}

TEST(KeySet, finds_a_key_by_its_id_and_only_where_it_fits) {
    const KeySet keys = must(KeySet::read(of({curve_key(), rsa_key(), TokenKey("ES384", "c").jwk()})));
    EXPECT_EQ(keys.find("a", Algorithm::es256), &keys.keys()[0]);
    EXPECT_EQ(keys.find("c", Algorithm::es384), &keys.keys()[2]);
    for (const Algorithm each : {Algorithm::rs256, Algorithm::rs384, Algorithm::ps256, Algorithm::ps384}) {
        EXPECT_EQ(keys.find("b", each), &keys.keys()[1]);
        EXPECT_EQ(keys.find("a", each), nullptr) << "a key of a curve";
    }
    EXPECT_EQ(keys.find("a", Algorithm::es384), nullptr) << "of another curve";
    EXPECT_EQ(keys.find("b", Algorithm::es256), nullptr);
    EXPECT_EQ(keys.find("d", Algorithm::es256), nullptr);
    EXPECT_EQ(keys.find("", Algorithm::es256), nullptr);
}

TEST(KeySet, needs_an_id_where_several_keys_fit) {
    const KeySet one = must(KeySet::read(of({curve_key(), rsa_key()})));
    EXPECT_EQ(one.find(std::nullopt, Algorithm::es256), &one.keys()[0]);
    const KeySet two = must(KeySet::read(of({curve_key(), TokenKey("ES256", "a2").jwk()})));
    EXPECT_EQ(two.find(std::nullopt, Algorithm::es256), nullptr);
    EXPECT_EQ(two.find("a2", Algorithm::es256), &two.keys()[1]);
}

TEST(KeySet, keeps_to_the_algorithm_of_a_key) {
    const KeySet keys = must(KeySet::read(of({with(rsa_key(), "alg", "PS256")})));
    EXPECT_NE(keys.find("b", Algorithm::ps256), nullptr);
    EXPECT_EQ(keys.find("b", Algorithm::rs256), nullptr);
}

TEST(KeySet, leaves_out_keys_of_other_uses) {
    const KeySet keys = must(KeySet::read(of({with(rsa_key(), "use", "enc"),
                                              with(rsa_key(), "alg", "RSA-OAEP"),
                                              with(rsa_key(), "key_ops", {"encrypt"}),
                                              {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "AA"}},
                                              with(curve_key(), "crv", "P-521"),
                                              with(without(curve_key(), "use"), "key_ops", {"verify"})})));
    ASSERT_EQ(keys.keys().size(), 1U);
    EXPECT_EQ(keys.keys()[0].id, "a");
}

TEST(KeySet, refuses_what_could_betray_or_mislead) {
    const std::vector<json> cases[] = {{with(curve_key(), "d", "AA")},             // a private key
                                       {with(rsa_key(), "p", "AA")},               // …
                                       {rsa_key(), {{"kty", "oct"}, {"k", "AA"}}}, // a secret
                                       {curve_key(), curve_key()},                 // one kid twice
                                       {with(curve_key(), "x", curve_key()["y"])}, // no point of the curve
                                       {with(curve_key(), "x", "AA")},             // a short coordinate
                                       {with(curve_key(), "x", "+/")},             // no base64url
                                       {without(curve_key(), "y")},
                                       {with(rsa_key(), "n", "AQAB")},      // 17 bits
                                       {with(rsa_key(), "e", "AQ")},        // 1
                                       {with(curve_key(), "alg", "RS256")}, // of another kind of key
                                       {with(curve_key(), "kid", 7)},
                                       {without(curve_key(), "kty")},
                                       {with(rsa_key(), "use", "enc")}, // nothing is left
                                       {},
                                       {json(1)}};
    for (const std::vector<json>& keys : cases) {
        const auto read = KeySet::read(of(keys));
        ASSERT_FALSE(read) << of(keys);
        EXPECT_EQ(read.error().message, message::token_keys_wrong) << of(keys);
    }
    EXPECT_FALSE(KeySet::read(of_value(json::object())));
    EXPECT_FALSE(KeySet::read(of_value("keys")));
    for (const std::string_view text : {"", "{}", "[]", "-----BEGIN", R"({"keys":[],"keys":[]})"}) {
        const auto read = KeySet::read(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().message, message::token_keys_wrong) << text;
    }
    EXPECT_FALSE(KeySet::read(of(std::vector<json>(33, without(curve_key(), "kid")))));
}

} // namespace
} // namespace renkei::tokens::key_set_test
