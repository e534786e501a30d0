#include "gateway/tls/distrust.h"

#include <gtest/gtest.h>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

namespace renkei::tls::distrust_test {
namespace {

using diag::Message;

TEST(Distrust, is_told_from_openssls_verdict) {
    EXPECT_EQ(distrust_of(X509_V_ERR_CERT_HAS_EXPIRED), Distrust::expired);
    EXPECT_EQ(distrust_of(X509_V_ERR_CERT_NOT_YET_VALID), Distrust::too_early);
    EXPECT_EQ(distrust_of(X509_V_ERR_CERT_REVOKED), Distrust::revoked);
    EXPECT_EQ(distrust_of(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY), Distrust::foreign);
    EXPECT_EQ(distrust_of(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT), Distrust::foreign);
    EXPECT_EQ(distrust_of(X509_V_ERR_HOSTNAME_MISMATCH), Distrust::other_name);
    EXPECT_EQ(distrust_of(X509_V_ERR_CRL_HAS_EXPIRED), Distrust::list_ended);
    EXPECT_EQ(distrust_of(X509_V_ERR_UNABLE_TO_GET_CRL), Distrust::no_list);
    EXPECT_EQ(distrust_of(X509_V_ERR_INVALID_PURPOSE), Distrust::other);
}

TEST(Distrust, is_told_from_the_other_sides_alert_if_it_is_about_a_certificate) {
    EXPECT_EQ(distrust_told_by(SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED), Distrust::expired);
    EXPECT_EQ(distrust_told_by(SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED), Distrust::revoked);
    EXPECT_EQ(distrust_told_by(SSL_R_TLSV1_ALERT_UNKNOWN_CA), Distrust::foreign);
    EXPECT_EQ(distrust_told_by(SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED), Distrust::other);
    EXPECT_EQ(distrust_told_by(SSL_R_TLSV1_ALERT_PROTOCOL_VERSION), std::nullopt);
    EXPECT_EQ(distrust_told_by(0), std::nullopt);
}

TEST(Distrust, has_a_message_of_its_own_where_people_can_do_something) {
    EXPECT_EQ(message_of(Distrust::expired), Message::certificate_expired);
    EXPECT_EQ(message_of(Distrust::too_early), Message::certificate_too_early);
    EXPECT_EQ(message_of(Distrust::revoked), Message::certificate_revoked);
    EXPECT_EQ(message_of(Distrust::foreign), Message::certificate_foreign);
    EXPECT_EQ(message_of(Distrust::list_ended), Message::revocations_expired);
    EXPECT_EQ(message_of(Distrust::no_list), Message::certificate_without_list);
    EXPECT_EQ(message_of(Distrust::other), Message::certificate_untrusted);
}

} // namespace
} // namespace renkei::tls::distrust_test
