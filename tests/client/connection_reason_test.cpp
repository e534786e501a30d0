#include "gateway/network/client/connection_reason.h"

#include <gtest/gtest.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

#include <cerrno>

namespace renkei::client::connection_reason_test {
namespace {

unsigned long of_queue(int reason) { return ERR_PACK(ERR_LIB_SSL, 0, reason); }

std::string tls_code(long verified, int reason = 0) {
    return tls_reason(verified, reason == 0 ? 0 : of_queue(reason)).log_code();
}

TEST(ConnectionReason, of_the_system_is_a_code_whatever_its_words_are) {
    for (const auto& [error, code] :
         {std::pair(ECONNREFUSED, "connection-refused"), std::pair(ETIMEDOUT, "connection-timed-out"),
          std::pair(ECONNRESET, "connection-reset"), std::pair(EPIPE, "connection-lost"),
          std::pair(EHOSTUNREACH, "no-route"), std::pair(ENETUNREACH, "network-unreachable"),
          std::pair(EMFILE, "system-error:EMFILE")}) {
        EXPECT_EQ(system_reason(error).log_code(), code);
    }
}

TEST(ConnectionReason, of_a_host_name_is_its_own) {
    EXPECT_EQ(lookup_reason(EAI_NONAME, 0), diag::ReasonCode::host_unknown);
    EXPECT_EQ(lookup_reason(EAI_AGAIN, 0), diag::ReasonCode::host_not_looked_up);
    EXPECT_EQ(lookup_reason(EAI_NODATA, 0), diag::ReasonCode::no_address);
    EXPECT_EQ(lookup_reason(EAI_SYSTEM, EMFILE).log_code(), "system-error:EMFILE");
}

TEST(ConnectionReason, of_a_rejected_server_certificate_comes_from_its_verification) {
    EXPECT_EQ(tls_code(X509_V_ERR_CERT_REVOKED), "tls:certificate-revoked");
    EXPECT_EQ(tls_code(X509_V_ERR_CERT_HAS_EXPIRED, SSL_R_CERTIFICATE_VERIFY_FAILED),
              "tls:certificate-expired");
    EXPECT_EQ(tls_code(X509_V_ERR_IP_ADDRESS_MISMATCH), "tls:certificate-other-name");
    EXPECT_EQ(tls_code(X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN), "tls:certificate-foreign");
    EXPECT_EQ(tls_code(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT), "tls:certificate-self-signed");
    EXPECT_EQ(tls_code(X509_V_ERR_INVALID_PURPOSE), "tls:certificate-untrusted:wrong-purpose");
    EXPECT_EQ(tls_code(X509_V_ERR_PATH_LENGTH_EXCEEDED),
              "tls:certificate-untrusted:x509-error-" + std::to_string(X509_V_ERR_PATH_LENGTH_EXCEEDED));
}

TEST(ConnectionReason, of_our_rejected_certificate_comes_from_the_alert) {
    EXPECT_EQ(tls_code(X509_V_OK, SSL_R_TLSV1_ALERT_UNKNOWN_CA),
              "tls:own-certificate-refused:certificate-foreign");
    EXPECT_EQ(tls_code(X509_V_OK, SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED),
              "tls:own-certificate-refused:certificate-expired");
}

TEST(ConnectionReason, of_tls_itself_is_a_code_or_openssls_number) {
    EXPECT_EQ(tls_code(X509_V_OK), "tls:connection-lost");
    EXPECT_EQ(tls_code(X509_V_OK, SSL_R_UNEXPECTED_EOF_WHILE_READING), "tls:connection-lost");
    EXPECT_EQ(tls_code(X509_V_OK, SSL_R_WRONG_VERSION_NUMBER), "tls:tls-not-spoken");
    EXPECT_EQ(tls_code(X509_V_OK, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION), "tls:tls-versions-differ");
    EXPECT_EQ(tls_code(X509_V_OK, SSL_R_NO_SHARED_CIPHER), "tls:tls-error");
    EXPECT_EQ(tls_reason(X509_V_OK, of_queue(SSL_R_NO_SHARED_CIPHER)).arguments().at(0).size(), 8U);
}

} // namespace
} // namespace renkei::client::connection_reason_test
