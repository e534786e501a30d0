#include "gateway/network/tls/crl.h"

#include <algorithm>

namespace renkei::tls {
namespace {

constexpr long list_v2 = 1; // as it is encoded

using IntegerOwner = std::unique_ptr<ASN1_INTEGER, Free<ASN1_INTEGER_free>>;
using Time = std::unique_ptr<ASN1_TIME, Free<ASN1_TIME_free>>;
using Entry = std::unique_ptr<X509_REVOKED, Free<X509_REVOKED_free>>;

IntegerOwner number_from_hex(const std::string& hex) {
    BIGNUM* number = nullptr;
    if (BN_hex2bn(&number, hex.c_str()) == 0) {
        return nullptr;
    }
    const std::unique_ptr<BIGNUM, Free<BN_free>> owner(number);
    return IntegerOwner(BN_to_ASN1_INTEGER(number, nullptr));
}

Time time_of(std::int64_t seconds) { return Time(ASN1_TIME_set(nullptr, seconds)); }

bool add_revoked(X509_CRL* list, const RevokedCertificate& revoked) {
    const IntegerOwner serial = number_from_hex(revoked.serial);
    const Time at = time_of(revoked.at);
    Entry entry(X509_REVOKED_new());
    return serial && at && X509_REVOKED_set_serialNumber(entry.get(), serial.get()) == 1 &&
           X509_REVOKED_set_revocationDate(entry.get(), at.get()) == 1 &&
           X509_CRL_add0_revoked(list, entry.get()) == 1 && entry.release() != nullptr;
}

bool add_extensions(X509_CRL* list, X509* issuer, std::int64_t number) {
    const IntegerOwner value(ASN1_INTEGER_new());
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, nullptr, nullptr, list, 0);
    const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> issuer_key(
        X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
    return issuer_key && X509_CRL_add_ext(list, issuer_key.get(), -1) == 1 &&
           ASN1_INTEGER_set_int64(value.get(), number) == 1 &&
           X509_CRL_add1_ext_i2d(list, NID_crl_number, value.get(), 0, X509V3_ADD_DEFAULT) == 1;
}

} // namespace

diag::Result<CrlOwner> make_crl(const Signer& signer, const std::vector<RevokedCertificate>& revoked,
                                std::int64_t number, const Validity& when) {
    CrlOwner out(X509_CRL_new());
    const Time from = time_of(when.from);
    const Time until = time_of(when.until);
    const bool ok =
        X509_CRL_set_version(out.get(), list_v2) == 1 &&
        X509_CRL_set_issuer_name(out.get(), X509_get_subject_name(signer.certificate.get())) == 1 &&
        X509_CRL_set1_lastUpdate(out.get(), from.get()) == 1 &&
        X509_CRL_set1_nextUpdate(out.get(), until.get()) == 1 &&
        std::ranges::all_of(revoked,
                            [&](const RevokedCertificate& one) { return add_revoked(out.get(), one); }) &&
        add_extensions(out.get(), signer.certificate.get(), number) && X509_CRL_sort(out.get()) == 1 &&
        X509_CRL_sign(out.get(), signer.key.get(), EVP_sha256()) > 0;
    if (!ok) {
        return openssl_error();
    }
    return out;
}

std::int64_t crl_number_of(const X509_CRL* list) {
    const IntegerOwner number(
        static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(list, NID_crl_number, nullptr, nullptr)));
    std::int64_t out = 0;
    return number && ASN1_INTEGER_get_int64(&out, number.get()) == 1 ? out : 0;
}

} // namespace renkei::tls
