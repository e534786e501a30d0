// Our own claims: of portals the person for whom they ask, of others why it is an emergency.
#include "gateway/network/tokens/token_verifier.h"
#include "generated/messages/tokens.h"

#include "tests/support/must.h"
#include "tests/support/token_issuer.h"
#include <gtest/gtest.h>

namespace renkei::tokens::portal_token_test {
namespace {

using nlohmann::json;
using test::must;
using test::TokenKey;

constexpr base::Millis now = 1'800'000'000'000;
constexpr std::string_view issuer = "https://login.example.jp";
constexpr std::string_view gateway = "https://gateway.example.jp:8443";
const std::string certificate(64, 'a');

const TokenKey& key_of_portal() {
    static const TokenKey key("ES256");
    return key;
}
policy::Peer peer_of(policy::Role role) {
    policy::Peer out{.id = "peer", .role = role};
    out.token_issuer = issuer;
    out.token_keys = test::jwks({&key_of_portal()});
    return out;
}
json usual() { return test::claims(issuer, gateway, certificate, now); }
diag::Result<VerifiedToken> verified(const json& claims, policy::Role role = policy::Role::portal) {
    const policy::Peer peer = peer_of(role);
    return TokenVerifier({}).verify({.token = key_of_portal().sign(claims),
                                     .peer = peer,
                                     .certificate_sha256 = certificate,
                                     .base = gateway},
                                    now);
}
void expect_refused(const json& claims, policy::Role role = policy::Role::portal) {
    const diag::Result<VerifiedToken> result = verified(claims, role);
    ASSERT_FALSE(result) << claims;
    EXPECT_EQ(result.error().message, message::token_claim_wrong) << claims;
}
json of_person(const json& person, const json& ground = nullptr) {
    json out = usual();
    out["extensions"]["ihe_iua"]["person_id"] = person;
    if (!ground.is_null()) {
        out["extensions"]["renkei"]["ground"] = ground;
    }
    return out;
}

TEST(AccessToken, of_a_portal_names_the_person_and_who_reads_for_the_person) {
    const std::string person = "insurer:990010|0000001016";
    const policy::User own = must(verified(of_person(person))).user;
    EXPECT_EQ(own.person, person);
    EXPECT_EQ(own.ground, "");
    EXPECT_EQ(must(verified(of_person(person, "family"))).user.ground, "family");
}

TEST(AccessToken, of_a_portal_without_a_person_is_refused_and_that_of_others_with_one) {
    for (const json& wrong : {usual(), of_person(""), of_person(7), of_person(json::array({"a"})),
                              of_person("insurer:990010|0000001016", 7)}) {
        expect_refused(wrong);
    }
    json ground = usual();
    ground["extensions"]["renkei"]["ground"] = "family";
    for (const json& wrong : {of_person("insurer:990010|0000001016"), ground}) {
        expect_refused(wrong, policy::Role::care_office);
    }
}

TEST(AccessToken, states_why_it_is_an_emergency) {
    const auto of_reason = [](const json& reason) {
        json out = usual();
        out["extensions"]["renkei"]["emergency_reason"] = reason;
        return out;
    };
    const policy::Role office = policy::Role::care_office;
    EXPECT_EQ(must(verified(of_reason("救急搬送、意識なし"), office)).user.emergency_reason,
              "救急搬送、意識なし");
    EXPECT_EQ(must(verified(usual(), office)).user.emergency_reason, "");
    for (const json& wrong : {json(7), json(""), json("  　 "), json("a\nb"), json(std::string(256, 'a'))}) {
        expect_refused(of_reason(wrong), office);
    }
}

} // namespace
} // namespace renkei::tokens::portal_token_test
