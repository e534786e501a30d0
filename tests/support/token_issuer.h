// The signing side of access tokens, for tests: keys, JWKS and tokens of any content, also wrong ones.
#pragma once

#include "gateway/core/base/base64.h"
#include "gateway/core/base/clock.h"
#include "gateway/core/base/hex.h"
#include "gateway/network/tls/openssl.h"

#include <nlohmann/json.hpp>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace renkei::test {

inline std::string base64url(std::string_view bytes) {
    return std::string(base::without_padding(base::to_base64(bytes, base::Base64::url)));
}

// `cnf` of the certificate with this SHA-256, in hex.
inline std::string thumbprint(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    }
    return base64url(bytes);
}

class TokenKey {
public:
    // "ES256", "PS384" …; `kid` may be empty
    explicit TokenKey(std::string algorithm, std::string kid = "key-1")
        : algorithm_(std::move(algorithm)),
          kid_(std::move(kid)) {
        EVP_PKEY* made = !is_curve()             ? EVP_RSA_gen(2048)
                         : algorithm_ == "ES384" ? EVP_EC_gen("P-384")
                                                 : EVP_EC_gen("P-256");
        key_.reset(made);
    }

    const std::string& kid() const { return kid_; }

    nlohmann::json jwk() const {
        nlohmann::json out{{"use", "sig"}};
        if (!kid_.empty()) {
            out["kid"] = kid_;
        }
        if (is_curve()) {
            out["kty"] = "EC";
            out["crv"] = curve_size() == 48 ? "P-384" : "P-256";
            out["x"] = base64url(number(OSSL_PKEY_PARAM_EC_PUB_X, curve_size()));
            out["y"] = base64url(number(OSSL_PKEY_PARAM_EC_PUB_Y, curve_size()));
        } else {
            out["kty"] = "RSA";
            out["n"] = base64url(number(OSSL_PKEY_PARAM_RSA_N, 256));
            out["e"] = "AQAB";
        }
        return out;
    }
    // Of the whole text "HEADER.PAYLOAD", by the algorithm of the key.
    std::string signature(std::string_view bytes) const {
        const bool is_384 = algorithm_.ends_with("384");
        const std::unique_ptr<EVP_MD_CTX, tls::Free<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
        EVP_PKEY_CTX* options = nullptr;
        EVP_DigestSignInit(context.get(), &options, is_384 ? EVP_sha384() : EVP_sha256(), nullptr,
                           key_.get());
        if (algorithm_.starts_with("PS")) {
            EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
            EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
        }
        const auto* const input = reinterpret_cast<const unsigned char*>(bytes.data());
        std::string out(1024, '\0');
        std::size_t size = out.size();
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, input,
                       bytes.size());
        out.resize(size);
        return is_curve() ? raw(out) : out;
    }
    nlohmann::json header() const {
        nlohmann::json out{{"alg", algorithm_}, {"typ", "at+jwt"}};
        if (!kid_.empty()) {
            out["kid"] = kid_;
        }
        return out;
    }
    std::string sign(std::string_view header, std::string_view payload) const {
        const std::string both = base64url(header) + "." + base64url(payload);
        return both + "." + base64url(signature(both));
    }
    std::string sign(const nlohmann::json& payload) const { return sign(header().dump(), payload.dump()); }

private:
    bool is_curve() const { return algorithm_.starts_with("ES"); }
    std::size_t curve_size() const { return algorithm_ == "ES384" ? 48 : 32; }
    std::string number(const char* parameter, std::size_t size) const {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key_.get(), parameter, &value);
        std::string out(size, '\0');
        BN_bn2binpad(value, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(size));
        BN_free(value);
        return out;
    }
    // r and s one behind the other
    std::string raw(const std::string& der) const {
        const auto* at = reinterpret_cast<const unsigned char*>(der.data());
        const std::unique_ptr<ECDSA_SIG, tls::Free<ECDSA_SIG_free>> both(
            d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
        const std::size_t size = curve_size();
        std::string out(2 * size, '\0');
        auto* const bytes = reinterpret_cast<unsigned char*>(out.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(both.get()), bytes, static_cast<int>(size));
        BN_bn2binpad(ECDSA_SIG_get0_s(both.get()), bytes + size, static_cast<int>(size));
        return out;
    }

    std::string algorithm_;
    std::string kid_;
    tls::KeyOwner key_{};
};

inline std::string jwks(std::initializer_list<const TokenKey*> keys) {
    nlohmann::json out{{"keys", nlohmann::json::array()}};
    for (const TokenKey* const key : keys) {
        out["keys"].push_back(key->jwk());
    }
    return out.dump();
}

inline constexpr const char* act_reason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
inline constexpr const char* own_jobs = "https://renkei.example.jp/fhir/CodeSystem/job";

// The payload of a token that holds for five minutes from `now` on: a care manager who treats.
inline nlohmann::json claims(std::string_view issuer, std::string_view audience, std::string_view certificate,
                             base::Millis now) {
    const std::int64_t second = now / 1000;
    return {{"iss", issuer},
            {"sub", "user-17"},
            {"aud", audience},
            {"iat", second},
            {"nbf", second},
            {"exp", second + 300},
            {"jti", "c5436729-3f26-4dbf-abd3-2790dc7771a0"},
            {"cnf", {{"x5t#S256", thumbprint(certificate)}}},
            {"extensions",
             {{"ihe_iua",
               {{"subject_name", "連携 花子"},
                {"subject_organization", "架空居宅介護支援事業所"},
                {"subject_organization_id", "urn:oid:1.2.392.100495.20.3.51"},
                {"subject_role", {{{"system", own_jobs}, {"code", "care_manager"}}}},
                {"purpose_of_use", {{{"system", act_reason}, {"code", "TREAT"}}}}}}}}};
}

} // namespace renkei::test
