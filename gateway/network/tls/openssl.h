// Owners for OpenSSL's objects, and its error texts.
#pragma once

#include "gateway/core/diag/result.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace renkei::tls {

template <auto free>
struct Free {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};
inline void free_all(STACK_OF(X509) * certificates) { sk_X509_pop_free(certificates, X509_free); }

constexpr int security_level = 2; // keys of 112 bits and more: RSA 2048, no SHA-1

using X509Owner = std::unique_ptr<X509, Free<X509_free>>;
using X509Owners = std::unique_ptr<STACK_OF(X509), Free<free_all>>;
using NamesOwner = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>; // alternative names
using CrlOwner = std::unique_ptr<X509_CRL, Free<X509_CRL_free>>;
using KeyOwner = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using BioOwner = std::unique_ptr<BIO, Free<BIO_free>>;

BioOwner reader_of(std::string_view bytes); // views the bytes; they must outlive it
BioOwner memory();
std::string written(BIO* memory);

// The newest of its errors in words; forgets all of them, because the next TLS call of this thread would take
// them for its own.
std::string openssl_error_text();
tl::unexpected<diag::Error> openssl_error(const std::string& file = {}); // tls_failed with that

// Seconds since 1970; a time that cannot be read is 0.
std::int64_t seconds_of(const ASN1_TIME* time);
std::string serial_of(const ASN1_INTEGER* serial); // hex
std::string text_of(const X509_NAME* name);        // RFC 2253, but Japanese as it is

} // namespace renkei::tls
