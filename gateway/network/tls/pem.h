// Certificates, keys and lists as text (PEM). Never prompts for a password.
#pragma once

#include "gateway/network/tls/openssl.h"

#include <vector>

namespace renkei::tls {

// `file` is for the error only.
diag::Result<X509Owner> first_certificate(std::string_view pem, const std::string& file);
diag::Result<X509Owners> all_certificates(std::string_view pem, const std::string& file); // at least one
diag::Result<KeyOwner> private_key(std::string_view pem, const std::string& file);
// at least one
diag::Result<std::vector<CrlOwner>> all_crls(std::string_view pem_or_der, const std::string& file);

std::string to_pem(const X509* certificate);
std::string to_pem(const EVP_PKEY* key); // PKCS #8, not encrypted
std::string to_pem(const X509_CRL* list);

} // namespace renkei::tls
