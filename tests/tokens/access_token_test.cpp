// Tokens that hold, and attacks on them.
#include "gateway/network/tokens/compact_jws.h"
#include "gateway/network/tokens/token_verifier.h"
#include "generated/messages/tokens.h"

#include "tests/support/must.h"
#include "tests/support/token_issuer.h"
#include <gtest/gtest.h>
#include <openssl/hmac.h>

namespace renkei::tokens::access_token_test {
namespace {

using nlohmann::json;
using test::must;
using test::TokenKey;

constexpr base::Millis now = 1'800'000'000'000;
constexpr std::int64_t second_now = now / 1000;
constexpr std::string_view issuer = "https://auth.example.jp/realms/care";
constexpr std::string_view gateway = "https://gateway.example.jp:8443";
const std::string certificate(64, 'a');

const TokenKey& key_of_issuer() {
    static const TokenKey key("ES256");
    return key;
}
policy::Peer peer_with(std::string keys, std::string_view of = issuer) {
    policy::Peer out{.id = "office"};
    out.token_issuer = of;
    out.token_keys = std::move(keys);
    return out;
}
policy::Peer office() { return peer_with(test::jwks({&key_of_issuer()})); }

json usual() { return test::claims(issuer, gateway, certificate, now); }

diag::Result<VerifiedToken> verified(const std::string& token, const policy::Peer& peer = office(),
                                     const Settings& settings = {}, base::Millis at = now,
                                     std::string_view shown = certificate) {
    return TokenVerifier(settings).verify(
        {.token = token, .peer = peer, .certificate_sha256 = shown, .base = gateway}, at);
}
diag::Result<VerifiedToken> verified(const json& claims) { return verified(key_of_issuer().sign(claims)); }

void expect_refused(const diag::Result<VerifiedToken>& result, diag::Message reason,
                    std::string_view what = {}) {
    ASSERT_FALSE(result) << what;
    EXPECT_EQ(result.error().message, reason)
        << what << diag::to_text(result.error(), diag::Language::english);
}

json changed(const std::string& pointer, const json& value) {
    json out = usual();
    out[json::json_pointer(pointer)] = value;
    return out;
}
json without(const std::string& claim) {
    json out = usual();
    out.erase(claim);
    return out;
}

TEST(AccessToken, names_the_user_with_role_and_purpose) {
    const VerifiedToken token = must(verified(usual()));
    EXPECT_EQ(token.user.issuer, issuer);
    EXPECT_EQ(token.user.subject, "user-17");
    EXPECT_EQ(token.user.name, "連携 花子");
    EXPECT_EQ(token.user.organisation, "urn:oid:1.2.392.100495.20.3.51");
    EXPECT_EQ(token.user.purposes, (std::vector<policy::Code>{{test::act_reason, "TREAT"}}));
    EXPECT_EQ(token.roles, (std::vector<policy::Code>{{test::own_jobs, "care_manager"}}));
}

TEST(AccessToken, of_each_allowed_algorithm_holds) {
    for (const char* const name : {"ES256", "ES384", "PS256", "PS384", "RS256", "RS384"}) {
        const TokenKey key(name);
        const policy::Peer peer = peer_with(test::jwks({&key}));
        EXPECT_TRUE(verified(key.sign(usual()), peer)) << name;
        expect_refused(verified(TokenKey(name).sign(usual()), peer), message::token_signature_wrong, name);
    }
}

// What SMART Backend Services issue: a system, no user.
TEST(AccessToken, without_claims_of_iua_names_the_client) {
    const VerifiedToken token = must(verified(without("extensions")));
    EXPECT_EQ(token.user.subject, "user-17");
    EXPECT_TRUE(token.user.purposes.empty());
    EXPECT_TRUE(token.roles.empty());
}

TEST(AccessToken, may_be_used_again_until_it_expires) {
    TokenVerifier verifier({});
    const policy::Peer peer = office();
    const std::string token = key_of_issuer().sign(usual());
    const PresentedToken presented{
        .token = token, .peer = peer, .certificate_sha256 = certificate, .base = gateway};
    for (const base::Millis later : {0, 1000, 299'000}) {
        EXPECT_TRUE(verifier.verify(presented, now + later));
    }
    expect_refused(verifier.verify(presented, now + 361'000), message::token_expired);
}

TEST(AccessToken, codes_may_be_one_or_several_or_plain_text) {
    const VerifiedToken token = must(verified(changed(
        "/extensions/ihe_iua/subject_role", {{"system", test::own_jobs}, {"code", "Medical Doctor"}})));
    EXPECT_EQ(token.roles, (std::vector<policy::Code>{{test::own_jobs, "Medical Doctor"}}));
    EXPECT_EQ(must(verified(changed("/extensions/ihe_iua/purpose_of_use", "TREAT"))).user.purposes,
              (std::vector<policy::Code>{{"", "TREAT"}}));
    EXPECT_EQ(must(verified(changed("/extensions/ihe_iua/purpose_of_use",
                                    {{{"code", "TREAT"}}, {{"system", "s"}, {"code", "HPAYMT"}}})))
                  .user.purposes.size(),
              2U);
}

// ---------------------------------------------------------------- who signed it, and how
TEST(Attack, none_is_no_algorithm) {
    for (const char* const name : {"none", "None", "NONE", "nOnE", ""}) {
        const std::string both = test::base64url(json{{"alg", name}, {"typ", "JWT"}}.dump()) + "." +
                                 test::base64url(usual().dump());
        expect_refused(verified(both + "."), message::token_algorithm, name);
        expect_refused(verified(both + ".AAAA"), message::token_algorithm, name);
    }
}

// The public key as the secret of an HMAC.
TEST(Attack, a_public_key_is_no_secret) {
    const TokenKey key("RS256");
    const policy::Peer peer = peer_with(test::jwks({&key}));
    for (const std::string& secret : {peer.token_keys, key.jwk().dump(), key.jwk()["n"].get<std::string>()}) {
        const std::string both = test::base64url(R"({"alg":"HS256","typ":"JWT","kid":"key-1"})") + "." +
                                 test::base64url(usual().dump());
        unsigned char digest[32];
        unsigned size = 0;
        HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
             reinterpret_cast<const unsigned char*>(both.data()), both.size(), digest, &size);
        const std::string mac(reinterpret_cast<char*>(digest), size);
        expect_refused(verified(both + "." + test::base64url(mac), peer), message::token_algorithm);
    }
}

TEST(Attack, a_key_that_the_token_brings_along_is_not_used) {
    const TokenKey thief("ES256");
    for (const auto& [member, value] :
         std::initializer_list<std::pair<const char*, json>>{{"jwk", thief.jwk()},
                                                             {"jku", "https://thief.example/jwks"},
                                                             {"x5u", "https://thief.example/pem"},
                                                             {"x5c", json::array({"MIIB"})},
                                                             {"crit", json::array({"exp"})}}) {
        json header = thief.header();
        header[member] = value;
        expect_refused(verified(thief.sign(header.dump(), usual().dump())), message::token_unreadable,
                       member);
        header = key_of_issuer().header();
        header[member] = value;
        expect_refused(verified(key_of_issuer().sign(header.dump(), usual().dump())),
                       message::token_unreadable, member);
    }
}

TEST(Attack, a_key_is_for_its_own_algorithm_only) {
    const TokenKey rsa("RS256", "key-1");
    json header = rsa.header();
    for (const char* const other : {"ES256", "ES384"}) {
        header["alg"] = other;
        expect_refused(verified(rsa.sign(header.dump(), usual().dump()), peer_with(test::jwks({&rsa}))),
                       message::token_key_unknown, other);
    }
    header["alg"] = "PS256"; // with a signature of RS256
    expect_refused(verified(rsa.sign(header.dump(), usual().dump()), peer_with(test::jwks({&rsa}))),
                   message::token_signature_wrong);
}

TEST(Attack, an_unknown_key_and_one_of_another_signer_are_refused) {
    json header = key_of_issuer().header();
    header["kid"] = "other";
    expect_refused(verified(key_of_issuer().sign(header.dump(), usual().dump())), message::token_key_unknown);
    header["kid"] = "../key-1";
    expect_refused(verified(key_of_issuer().sign(header.dump(), usual().dump())), message::token_key_unknown);
    header["kid"] = 1;
    expect_refused(verified(key_of_issuer().sign(header.dump(), usual().dump())), message::token_unreadable);
    expect_refused(verified(TokenKey("ES256").sign(usual())), message::token_signature_wrong);
}

TEST(Attack, a_changed_payload_is_refused_before_it_is_read) {
    const std::string token = key_of_issuer().sign(usual());
    const std::string other = test::base64url(changed("/sub", "another").dump());
    const std::size_t first = token.find('.');
    expect_refused(verified(token.substr(0, first + 1) + other + token.substr(token.rfind('.'))),
                   message::token_signature_wrong);
    expect_refused(
        verified(token.substr(0, first + 1) + test::base64url("no JSON") + token.substr(token.rfind('.'))),
        message::token_signature_wrong);
}

TEST(Attack, signatures_of_another_shape_are_refused) {
    const std::string token = key_of_issuer().sign(usual());
    const std::string both = token.substr(0, token.rfind('.'));
    for (const std::string& signature :
         {std::string(64, '\0'), std::string(63, 'a'), std::string(65, 'a'), std::string(1, 'a'),
          std::string("\x30\x06\x02\x01\x01\x02\x01\x01", 8)}) {
        expect_refused(verified(both + "." + test::base64url(signature)), message::token_signature_wrong);
    }
}

// ---------------------------------------------------------------- one text, one meaning
TEST(Attack, text_that_two_readers_could_take_differently_is_refused) {
    const std::string token = key_of_issuer().sign(usual());
    const std::string header = token.substr(0, token.find('.'));
    const std::string last = token.substr(token.rfind('.') + 1);
    const char other = last.back() == 'A' ? 'B' : static_cast<char>(last.back() + 1);
    for (const std::string& text :
         {token + "=", token + "==", token + " ", token + "\n", token + ".", token + "." + last, "." + token,
          header + "." + last, std::string("a.b.c"), std::string(".."), std::string("..."), std::string("x"),
          token.substr(0, token.size() - 1) + other, // bits behind the last byte
          header + "+" + token.substr(header.size()), "=" + token}) {
        expect_refused(verified(text), message::token_unreadable, text);
    }
    expect_refused(verified(std::string(max_token_bytes + 1, 'a')), message::token_unreadable);
}

TEST(Attack, a_member_that_stands_twice_is_refused) {
    const auto sign = [](std::string_view header, std::string_view payload) {
        return verified(key_of_issuer().sign(header, payload));
    };
    const std::string header = key_of_issuer().header().dump();
    const std::string payload = usual().dump();
    expect_refused(sign(R"({"alg":"ES256","alg":"ES256","typ":"JWT","kid":"key-1"})", payload),
                   message::token_unreadable);
    expect_refused(sign(header, R"({"sub":"a",)" + payload.substr(1)), message::token_unreadable);
    expect_refused(sign(header, payload + "{}"), message::token_unreadable);
    expect_refused(sign(header, "[]"), message::token_unreadable);
    expect_refused(sign(header, "\"" + payload + "\""), message::token_unreadable);
    expect_refused(sign(header, std::string(20, '[') + std::string(20, ']')), message::token_unreadable);
}

TEST(Attack, a_token_of_another_type_is_refused) {
    for (const json& type : {json("dpop+jwt"), json("logout+jwt"), json(""), json(1), json("JWS")}) {
        json header = key_of_issuer().header();
        header["typ"] = type;
        expect_refused(verified(key_of_issuer().sign(header.dump(), usual().dump())),
                       message::token_unreadable);
    }
    for (const char* const type : {"at+jwt", "application/at+jwt", "JWT", "jwt", "AT+JWT"}) {
        json header = key_of_issuer().header();
        header["typ"] = type;
        EXPECT_TRUE(verified(key_of_issuer().sign(header.dump(), usual().dump()))) << type;
    }
}

// ---------------------------------------------------------------- for whom, from whom, when
TEST(AccessToken, of_another_issuer_is_refused) {
    for (const json& other : {json("https://auth.example.jp/realms/care/"), json("https://thief.example")}) {
        expect_refused(verified(changed("/iss", other)), message::token_issuer_wrong);
    }
    expect_refused(verified(without("iss")), message::token_claim_wrong);
    expect_refused(verified(changed("/iss", json::array({issuer}))), message::token_claim_wrong);
}

TEST(AccessToken, of_another_peer_is_refused) {
    const TokenKey other("ES256");
    const policy::Peer hospital = peer_with(test::jwks({&other}), "https://auth.hospital.example");
    expect_refused(verified(key_of_issuer().sign(usual()), hospital), message::token_signature_wrong);
    // also of one whose server has the same keys
    expect_refused(verified(key_of_issuer().sign(usual()),
                            peer_with(test::jwks({&key_of_issuer()}), "https://auth.hospital.example")),
                   message::token_issuer_wrong);
    policy::Peer none{.id = "clinic"};
    expect_refused(verified(key_of_issuer().sign(usual()), none), message::token_unexpected);
}

TEST(AccessToken, must_be_for_this_gateway) {
    for (const json& audience :
         {json("https://other.example.jp"), json(std::string(gateway) + "/"),
          json(std::string(gateway) + "/fhir/Patient"), json::array(), json(7), json("")}) {
        expect_refused(verified(changed("/aud", audience)), message::token_audience_wrong, audience.dump());
    }
    expect_refused(verified(without("aud")), message::token_audience_wrong);
    EXPECT_TRUE(verified(changed("/aud", {"https://other.example.jp", gateway})));
    EXPECT_TRUE(verified(changed("/aud", std::string(gateway) + "/fhir")));
    const Settings settings{.audience = "https://named.example.jp"};
    expect_refused(verified(key_of_issuer().sign(usual()), office(), settings),
                   message::token_audience_wrong);
    EXPECT_TRUE(
        verified(key_of_issuer().sign(changed("/aud", "https://named.example.jp")), office(), settings));
}

TEST(AccessToken, holds_from_its_beginning_to_its_end_with_a_minute_on_both_sides) {
    const std::string token = key_of_issuer().sign(usual());
    const auto at = [&](base::Millis time) { return verified(token, office(), {}, time); };
    EXPECT_TRUE(at(now - 60'000));
    expect_refused(at(now - 60'001), message::token_too_early);
    EXPECT_TRUE(at(now + 300'000 + 59'999));
    expect_refused(at(now + 300'000 + 60'000), message::token_expired);
    expect_refused(verified(changed("/iat", second_now + 61)), message::token_too_early);
    expect_refused(verified(changed("/nbf", second_now + 61)), message::token_too_early);
    EXPECT_TRUE(verified(without("nbf")));
    EXPECT_TRUE(verified(without("iat")));
    EXPECT_TRUE(verified(changed("/exp", static_cast<double>(second_now) + 200.25)));
}

TEST(AccessToken, must_not_live_long) {
    expect_refused(verified(changed("/exp", second_now + 301)), message::token_too_long);
    json old = changed("/iat", second_now - 200); // 400 seconds in all
    old["exp"] = second_now + 200;
    expect_refused(verified(old), message::token_too_long);
    json unsaid = without("iat");
    unsaid["exp"] = second_now + 361;
    expect_refused(verified(unsaid), message::token_too_long);
    EXPECT_TRUE(
        verified(key_of_issuer().sign(changed("/exp", second_now + 3600)), office(), {.max_seconds = 3600}));
}

TEST(AccessToken, has_an_end_that_is_a_time) {
    expect_refused(verified(without("exp")), message::token_claim_wrong);
    for (const json& end :
         {json("1800000300"), json(-1), json(now), json(nullptr), json(true), json(1e300)}) {
        expect_refused(verified(changed("/exp", end)), message::token_claim_wrong, end.dump());
    }
    expect_refused(verified(changed("/nbf", "soon")), message::token_claim_wrong);
    expect_refused(verified(changed("/iat", json::array())), message::token_claim_wrong);
}

TEST(AccessToken, is_worth_nothing_on_another_certificate) {
    const std::string token = key_of_issuer().sign(usual());
    expect_refused(verified(token, office(), {}, now, std::string(64, 'b')), message::token_binding_wrong);
    expect_refused(verified(token, office(), {}, now, ""), message::token_binding_wrong);
    expect_refused(verified(without("cnf")), message::token_binding_wrong);
    for (const json& binding : {json(""), json(test::base64url(certificate)), json(1), json(certificate),
                                json(test::thumbprint(certificate) + "=")}) {
        expect_refused(verified(changed("/cnf/x5t#S256", binding)), message::token_binding_wrong,
                       binding.dump());
    }
    expect_refused(verified(changed("/cnf", {{"jkt", test::thumbprint(certificate)}})),
                   message::token_binding_wrong);
    expect_refused(verified(changed("/cnf", {{"jwk", key_of_issuer().jwk()}})), message::token_binding_wrong);
    expect_refused(verified(changed("/cnf", "x")), message::token_binding_wrong);
}

TEST(AccessToken, needs_its_claims_and_takes_none_by_halves) {
    for (const char* const claim : {"sub", "jti"}) {
        expect_refused(verified(without(claim)), message::token_claim_wrong, claim);
        for (const json& value :
             {json(""), json(1), json("a\nb"), json(std::string(256, 'a')), json::array({"a"})}) {
            expect_refused(verified(changed(std::string("/") + claim, value)), message::token_claim_wrong,
                           value.dump());
        }
    }
    const std::string iua = "/extensions/ihe_iua/";
    for (const auto& [claim, value] : std::initializer_list<std::pair<const char*, json>>{
             {"subject_role", {{{"system", "s"}}}},
             {"subject_role", {{{"code", ""}}}},
             {"subject_role", {{{"code", 7}}}},
             {"subject_role", std::vector<json>(17, {{"code", "a"}})},
             {"purpose_of_use", {{{"code", "TREAT HPAYMT"}}}},
             {"purpose_of_use", {{{"system", "a|b"}, {"code", "TREAT"}}}},
             {"purpose_of_use", 7},
             {"subject_organization_id", 7},
             {"subject_name", json::array({"a"})},
             {"person_id", "0000001016"}}) { // a limit that is not kept to
        expect_refused(verified(changed(iua + claim, value)), message::token_claim_wrong, claim);
    }
}

// ---------------------------------------------------------------- keys change
TEST(TokenVerifier, follows_a_change_of_keys_at_once) {
    TokenVerifier verifier({});
    const TokenKey next("ES256", "key-2");
    const std::string old_token = key_of_issuer().sign(usual());
    const std::string new_token = next.sign(usual());
    const auto verify = [&](const policy::Peer& peer, const std::string& token) {
        return verifier.verify(
            {.token = token, .peer = peer, .certificate_sha256 = certificate, .base = gateway}, now);
    };
    const policy::Peer before = office();
    const policy::Peer both = peer_with(test::jwks({&key_of_issuer(), &next}));
    const policy::Peer after = peer_with(test::jwks({&next}));
    EXPECT_TRUE(verify(before, old_token));
    expect_refused(verify(before, new_token), message::token_key_unknown);
    EXPECT_TRUE(verify(both, old_token));
    EXPECT_TRUE(verify(both, new_token));
    expect_refused(verify(after, old_token), message::token_key_unknown);
    EXPECT_TRUE(verify(after, new_token));
}

TEST(Refusal, repeats_nothing_of_the_token) {
    json claims = changed("/sub", "secret-user");
    claims["aud"] = "secret-audience";
    for (const json& each : {claims, without("exp")}) {
        const auto refused = verified(each);
        ASSERT_FALSE(refused);
        EXPECT_EQ(diag::to_text(refused.error(), diag::Language::english).find("secret"), std::string::npos);
    }
}

} // namespace
} // namespace renkei::tokens::access_token_test
