#include "gateway/network/tls/own_certificate.h"

#include "gateway/core/base/file.h"
#include "gateway/network/tls/certificate.h"
#include "gateway/network/tls/pem.h"
#include "generated/messages/tls.h"

#include <string>

namespace renkei::tls {
namespace {

struct Purpose {
    int number;
    const char* extended_use;
};
// by Use
constexpr Purpose purposes[] = {{X509_PURPOSE_SSL_CLIENT, "clientAuth"},
                                {X509_PURPOSE_SSL_SERVER, "serverAuth"}};

} // namespace

diag::Result<void> check_own_certificate(const std::filesystem::path& certificate, CertificateUse use,
                                         std::int64_t now) {
    TRY(const std::string pem, base::read_file(certificate));
    TRY(const X509Owner own, first_certificate(pem, certificate.string()));
    const auto wrong = [&](Message message, std::string why) {
        return diag::fail(message, {.file = certificate.string()}, {std::move(why)});
    };
    if (const std::int64_t ends = seconds_of(X509_get0_notAfter(own.get())); ends <= now) {
        return wrong(message::certificate_expired, "notAfter: " + day_of(ends));
    }
    if (const std::int64_t begins = seconds_of(X509_get0_notBefore(own.get())); begins > now) {
        return wrong(message::certificate_too_early, "notBefore: " + day_of(begins));
    }
    const Purpose& purpose = purposes[static_cast<std::size_t>(use)];
    if (X509_check_purpose(own.get(), purpose.number, 0) != 1) {
        return wrong(message::certificate_untrusted,
                     std::string("extendedKeyUsage, keyUsage: ") + purpose.extended_use);
    }
    return {};
}

} // namespace renkei::tls
