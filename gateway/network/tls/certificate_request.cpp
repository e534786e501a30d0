#include "gateway/network/tls/certificate_request.h"

#include "gateway/network/tls/alternative_names.h"
#include "generated/messages/tls.h"

#include <openssl/pem.h>

namespace renkei::tls {
namespace {

namespace message = diag::message;
using RequestOwner = std::unique_ptr<X509_REQ, Free<X509_REQ_free>>;

constexpr int min_security_bits = 112; // NIST SP 800-57; security level 2 of OpenSSL, as in openssl.h

void free_extensions(STACK_OF(X509_EXTENSION) * extensions) {
    sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
}
using Extensions = std::unique_ptr<STACK_OF(X509_EXTENSION), Free<free_extensions>>;

std::vector<std::string> requested_names(X509_REQ* request) {
    const Extensions extensions(X509_REQ_get_extensions(request));
    const NamesOwner names(static_cast<GENERAL_NAMES*>(
        X509V3_get_d2i(extensions.get(), NID_subject_alt_name, nullptr, nullptr)));
    return texts_of(names.get());
}

} // namespace

diag::Result<CertificateRequest> read_certificate_request(std::string_view pem, const std::string& file) {
    const auto unreadable = [&](std::string why) {
        return diag::fail(message::certificate_unreadable, {.file = file},
                          {"certificate request (PKCS #10): " + why});
    };
    const BioOwner in = reader_of(pem);
    const RequestOwner request(PEM_read_bio_X509_REQ(in.get(), nullptr, nullptr, nullptr));
    if (!request) {
        return unreadable(openssl_error_text());
    }
    CertificateRequest out{.key = KeyOwner(X509_REQ_get_pubkey(request.get())), .names = {}};
    if (!out.key) {
        return unreadable(openssl_error_text());
    }
    if (X509_REQ_verify(request.get(), out.key.get()) != 1) {
        openssl_error_text(); // what it left for the next call of this thread
        return unreadable("signature");
    }
    if (const int bits = EVP_PKEY_get_security_bits(out.key.get()); bits < min_security_bits) {
        return unreadable(std::to_string(bits) + " security bits < " + std::to_string(min_security_bits));
    }
    out.names = requested_names(request.get());
    return out;
}

} // namespace renkei::tls
