#include "gateway/network/tls/own_certificate.h"

#include "tests/tls/pilot.h"

#include <ctime>

namespace renkei::tls::own_certificate_test {
namespace {

std::string trouble(const Credentials& own, CertificateUse use, std::int64_t now = std::time(nullptr)) {
    const diag::Result<void> checked = check_own_certificate(own.certificate, use, now);
    return checked ? ""
                   : std::string(diag::row(checked.error().message).id) + " " + checked.error().args.front();
}

TEST(OwnCertificate, is_for_what_it_was_issued_for) {
    Pilot pilot;
    const Credentials both = pilot.issue("both", {.common_name = "both", .server = true, .days = 30});
    EXPECT_EQ(trouble(both, CertificateUse::server), "");
    EXPECT_EQ(trouble(both, CertificateUse::client), "");
    EXPECT_EQ(trouble(pilot.client("caller"), CertificateUse::server),
              "certificate-untrusted extendedKeyUsage, keyUsage: serverAuth");
    EXPECT_EQ(trouble(pilot.server("server", {"DNS:localhost"}), CertificateUse::client),
              "certificate-untrusted extendedKeyUsage, keyUsage: clientAuth");
}

TEST(OwnCertificate, holds_between_its_dates) {
    Pilot pilot;
    const Credentials own = pilot.server("server", {"DNS:localhost"});
    const Certificate it = certificate_of(own);
    EXPECT_EQ(trouble(own, CertificateUse::server, it.not_before), "");
    EXPECT_EQ(trouble(own, CertificateUse::server, it.not_before - 1),
              "certificate-too-early notBefore: " + day_of(it.not_before));
    EXPECT_EQ(trouble(own, CertificateUse::server, it.not_after - 1), "");
    EXPECT_EQ(trouble(own, CertificateUse::server, it.not_after),
              "certificate-expired notAfter: " + day_of(it.not_after));
}

} // namespace
} // namespace renkei::tls::own_certificate_test
