// The examples of the RFCs.
#include "gateway/network/tls/certificate.h"
#include "gateway/network/tokens/base64url.h"
#include "gateway/network/tokens/compact_jws.h"
#include "gateway/network/tokens/key_set.h"
#include "gateway/network/tokens/signature.h"
#include "generated/messages/tokens.h"

#include "tests/support/must.h"
#include "tests/support/token_issuer.h"
#include <gtest/gtest.h>

namespace renkei::tokens::vectors_test {
namespace {

using test::must;

// RFC 7515 A.2 and A.3 sign the same payload.
constexpr std::string_view payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

struct Vector {
    std::string_view name;
    std::string_view key; // without the private members
    Algorithm algorithm;
    std::string_view header;
    std::string_view signature;
};
constexpr Vector vectors[] = {
    {"A.2",
     R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})",
     Algorithm::rs256, "eyJhbGciOiJSUzI1NiJ9",
     "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
     "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
     "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
     "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_"
     "IoypGlUPQGe77Rw"},
    {"A.3",
     R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})",
     Algorithm::es256, "eyJhbGciOiJFUzI1NiJ9",
     "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"}};

TEST(Rfc7515, signatures_of_the_appendix_hold_and_no_other) {
    for (const Vector& vector : vectors) {
        const KeySet keys = must(KeySet::read(fmt::format(R"({{"keys":[{}]}})", vector.key)));
        const Key* const key = keys.find(std::nullopt, vector.algorithm);
        ASSERT_NE(key, nullptr) << vector.name;
        const std::string signature = from_base64url(vector.signature).value();
        const std::string bytes = fmt::format("{}.{}", vector.header, payload);
        EXPECT_TRUE(is_signed(*key, vector.algorithm, bytes, signature)) << vector.name;
        for (std::size_t i = 0; i < signature.size(); ++i) {
            std::string other = signature;
            other[i] = static_cast<char>(other[i] ^ 1);
            EXPECT_FALSE(is_signed(*key, vector.algorithm, bytes, other)) << vector.name << " byte " << i;
        }
        EXPECT_FALSE(is_signed(*key, vector.algorithm, bytes + "A", signature)) << vector.name;
        EXPECT_FALSE(is_signed(*key, vector.algorithm, bytes, signature + '\0')) << vector.name;
        EXPECT_FALSE(is_signed(*key, vector.algorithm, bytes, signature.substr(1))) << vector.name;
        EXPECT_FALSE(is_signed(*key, vector.algorithm, bytes, "")) << vector.name;
    }
}

// Tokens of the RFCs that this gateway never takes: of HMAC, of ES512, of no algorithm, an encrypted one.
TEST(Rfc7515, algorithms_of_the_appendix_that_are_not_allowed_are_refused) {
    struct Case {
        std::string_view header; // JSON
        diag::Message message;
    };
    const Case cases[] = {
        {"{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}", message::token_algorithm}, // A.1, RFC 7519 §3.1
        {R"({"typ":"JWT","alg":"ES512"})", message::token_algorithm},           // A.4
        {R"({"typ":"JWT","alg":"none"})", message::token_algorithm},            // A.5, RFC 7519 §6.1
        {R"({"typ":"JWT","alg":"None"})", message::token_algorithm},
        {R"({"typ":"JWT","alg":"es256"})", message::token_algorithm},
        {R"({"typ":"JWT","alg":["ES256"]})", message::token_algorithm},
        {R"({"typ":"JWT"})", message::token_algorithm},
        {R"({"alg":"ES256"})", message::token_unreadable}};
    for (const Case& each : cases) {
        const auto read =
            read_compact_jws(test::base64url(each.header) + "." + std::string(payload) + ".AAAA");
        ASSERT_FALSE(read) << each.header;
        EXPECT_EQ(read.error().message, each.message) << each.header;
    }
    // RFC 7519 §6.1 as it stands there: without a signature
    EXPECT_FALSE(read_compact_jws("eyJhbGciOiJub25lIn0." + std::string(payload) + "."));
    // RFC 7519 A.1: encrypted, of five parts
    EXPECT_FALSE(read_compact_jws("eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.QR1.AxY8.MKO.fiK"));
}

// RFC 8705, Appendix A: a certificate and its x5t#S256.
TEST(Rfc8705, the_hash_of_a_certificate_is_that_of_the_appendix) {
    constexpr std::string_view pem = R"(-----BEGIN CERTIFICATE-----
MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAx
ODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ
/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwID
SQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOV
bUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY=
-----END CERTIFICATE-----
)";
    EXPECT_EQ(test::thumbprint(must(tls::read_pem(pem)).sha256),
              "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0");
}

TEST(Base64url, has_one_text_for_each_sequence_of_bytes) {
    EXPECT_EQ(from_base64url("AA"), std::string(1, '\0'));
    EXPECT_EQ(from_base64url("-_8"), "\xfb\xff");
    for (const std::string_view text : {"AB", "AA==", "A", "A A", "AA\n", "+/8", "AAB"}) {
        EXPECT_FALSE(from_base64url(text)) << text;
    }
}

} // namespace
} // namespace renkei::tokens::vectors_test
