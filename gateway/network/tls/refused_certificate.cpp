#include "gateway/network/tls/refused_certificate.h"

#include "gateway/network/tls/certificate.h"
#include "gateway/network/tls/verify_error.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <memory>

namespace renkei::tls {
namespace {

constexpr std::size_t most_bytes = 200; // of a subject, which the other side chooses, as it does the serial
constexpr std::size_t most_digits = 64;

std::string cut(std::string text) {
    std::size_t end = std::min(text.size(), most_bytes);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end; // not within a character of UTF-8
    }
    text.resize(end);
    return text;
}

void forget(void* /*connection*/, void* kept, CRYPTO_EX_DATA* /*all*/, int /*place*/, long /*number*/,
            void* /*argument*/) {
    delete static_cast<RefusedCertificate*>(kept);
}

int place() {
    static const int out = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, forget);
    return out;
}

} // namespace

int keep_refused(int is_good, X509_STORE_CTX* verification) {
    auto* const connection =
        static_cast<SSL*>(X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (is_good == 1 || connection == nullptr || refused_certificate(connection) != nullptr) {
        return is_good;
    }
    auto kept = std::make_unique<RefusedCertificate>();
    kept->reason = verify_code(X509_STORE_CTX_get_error(verification));
    if (const X509* const certificate = X509_STORE_CTX_get_current_cert(verification)) {
        const Certificate shown = read(certificate);
        kept->subject = cut(shown.subject);
        kept->serial = shown.serial.substr(0, most_digits);
    }
    if (SSL_set_ex_data(connection, place(), kept.get()) == 1) {
        (void)kept.release(); // the connection's
    }
    return is_good;
}

const RefusedCertificate* refused_certificate(const SSL* connection) {
    return static_cast<const RefusedCertificate*>(SSL_get_ex_data(connection, place()));
}

} // namespace renkei::tls
