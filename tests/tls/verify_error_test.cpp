#include "gateway/network/tls/verify_error.h"
#include "generated/messages/tls.h"

#include <gtest/gtest.h>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

namespace renkei::tls::verify_error_test {
namespace {

TEST(VerifyError, is_made_of_openssls_result) {
    EXPECT_EQ(verify_error_of(X509_V_ERR_CERT_HAS_EXPIRED), VerifyError::expired);
    EXPECT_EQ(verify_error_of(X509_V_ERR_CERT_NOT_YET_VALID), VerifyError::not_yet_valid);
    EXPECT_EQ(verify_error_of(X509_V_ERR_CERT_REVOKED), VerifyError::revoked);
    EXPECT_EQ(verify_error_of(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY), VerifyError::unknown_issuer);
    EXPECT_EQ(verify_error_of(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT), VerifyError::unknown_issuer);
    EXPECT_EQ(verify_error_of(X509_V_ERR_HOSTNAME_MISMATCH), VerifyError::wrong_host);
    EXPECT_EQ(verify_error_of(X509_V_ERR_CRL_HAS_EXPIRED), VerifyError::crl_expired);
    EXPECT_EQ(verify_error_of(X509_V_ERR_UNABLE_TO_GET_CRL), VerifyError::no_crl);
    EXPECT_EQ(verify_error_of(X509_V_ERR_INVALID_PURPOSE), VerifyError::other);
}

TEST(VerifyError, is_made_of_the_other_sides_alert_if_it_is_about_a_certificate) {
    EXPECT_EQ(verify_error_of_alert(SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED), VerifyError::expired);
    EXPECT_EQ(verify_error_of_alert(SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED), VerifyError::revoked);
    EXPECT_EQ(verify_error_of_alert(SSL_R_TLSV1_ALERT_UNKNOWN_CA), VerifyError::unknown_issuer);
    EXPECT_EQ(verify_error_of_alert(SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED), VerifyError::other);
    EXPECT_EQ(verify_error_of_alert(SSL_R_TLSV1_ALERT_PROTOCOL_VERSION), std::nullopt);
    EXPECT_EQ(verify_error_of_alert(0), std::nullopt);
}

TEST(VerifyError, has_a_code_with_words_in_both_languages_or_openssls_number) {
    for (const long verified :
         {X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_INVALID_PURPOSE}) {
        const std::string code = verify_code(verified);
        EXPECT_NE(diag::words_for("verify", code, diag::Language::english), code);
        EXPECT_NE(diag::words_for("verify", code, diag::Language::japanese), code);
    }
    EXPECT_EQ(verify_code(X509_V_ERR_PATH_LENGTH_EXCEEDED),
              "x509-error-" + std::to_string(X509_V_ERR_PATH_LENGTH_EXCEEDED));
}

TEST(VerifyError, has_a_message_of_its_own_where_people_can_act) {
    EXPECT_EQ(message_of(VerifyError::expired), message::certificate_expired);
    EXPECT_EQ(message_of(VerifyError::not_yet_valid), message::certificate_too_early);
    EXPECT_EQ(message_of(VerifyError::revoked), message::certificate_revoked);
    EXPECT_EQ(message_of(VerifyError::unknown_issuer), message::certificate_foreign);
    EXPECT_EQ(message_of(VerifyError::crl_expired), message::revocations_expired);
    EXPECT_EQ(message_of(VerifyError::no_crl), message::certificate_without_list);
    EXPECT_EQ(message_of(VerifyError::other), message::certificate_untrusted);
}

} // namespace
} // namespace renkei::tls::verify_error_test
