#include "gateway/network/tls/issuing.h"

#include "generated/messages/tls.h"

#include <openssl/ec.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

namespace renkei::tls {
namespace {

constexpr long x509_v3 = 2; // as it is encoded

// Ends the chain of calls that OpenSSL answers with 1 (or, when signing, with a size).
diag::Result<X509Owner> made(X509Owner certificate, bool ok) {
    if (!ok) {
        return openssl_error();
    }
    return certificate;
}

// 128 random bits (RFC 5280 wants at most 20 octets, and unpredictable ones); the first bit makes it positive
// and never 0.
bool set_serial(X509* certificate) {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        return false;
    }
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7fU) | 0x40U);
    using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
    const Number number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_common_name(X509* certificate, const std::string& name) {
    return X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), NID_commonName, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(name.data()),
                                      static_cast<int>(name.size()), -1, 0) == 1;
}

struct Extension {
    int nid;
    const char* value; // in OpenSSL's syntax; never text that a user typed
};

bool extend_certificate(X509* certificate, X509* issuer, std::span<const Extension> extensions) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    return std::ranges::all_of(extensions, [&](const Extension& row) {
        using Owner = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
        const Owner extension(X509V3_EXT_conf_nid(nullptr, &context, row.nid, row.value));
        return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
    });
}

constexpr std::array<Extension, 3> root_extensions{{{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                                                    {NID_key_usage, "critical,keyCertSign,cRLSign"},
                                                    {NID_subject_key_identifier, "hash"}}};
constexpr std::array<Extension, 4> leaf_extensions{{{NID_basic_constraints, "critical,CA:FALSE"},
                                                    {NID_key_usage, "critical,digitalSignature"},
                                                    {NID_subject_key_identifier, "hash"},
                                                    {NID_authority_key_identifier, "keyid:always"}}};
constexpr Extension uses(bool client, bool server) {
    return {NID_ext_key_usage, client && server ? "clientAuth,serverAuth"
                               : server         ? "serverAuth"
                                                : "clientAuth"};
}

using Text = std::unique_ptr<ASN1_STRING, Free<ASN1_STRING_free>>;

Text plain_text(const std::string& value) {
    Text out(ASN1_IA5STRING_new());
    const bool is_plain =
        !value.empty() && std::ranges::all_of(value, [](char c) { return c > ' ' && c <= '~'; });
    return is_plain && ASN1_STRING_set(out.get(), value.data(), static_cast<int>(value.size())) == 1
               ? std::move(out)
               : nullptr;
}

Text address(const std::string& value) { return Text(a2i_IPADDRESS(value.c_str())); }

struct NameKind {
    std::string_view prefix;
    int type;
    Text (*read)(const std::string& value);
};
constexpr std::array<NameKind, 3> name_kinds{
    {{"DNS:", GEN_DNS, plain_text}, {"URI:", GEN_URI, plain_text}, {"IP:", GEN_IPADD, address}}};

bool add_name(GENERAL_NAMES* names, const std::string& text) {
    const auto* const kind =
        std::ranges::find_if(name_kinds, [&](const NameKind& row) { return text.starts_with(row.prefix); });
    Text value = kind == name_kinds.end() ? nullptr : kind->read(text.substr(kind->prefix.size()));
    std::unique_ptr<GENERAL_NAME, Free<GENERAL_NAME_free>> name(value ? GENERAL_NAME_new() : nullptr);
    if (!name) {
        return false;
    }
    GENERAL_NAME_set0_value(name.get(), kind->type, value.release());
    return sk_GENERAL_NAME_push(names, name.get()) > 0 && name.release() != nullptr;
}

diag::Result<void> add_names(X509* certificate, const std::vector<std::string>& texts) {
    const NamesOwner names(GENERAL_NAMES_new());
    for (const std::string& text : texts) {
        if (!add_name(names.get(), text)) {
            return diag::fail(message::tls_failed, {},
                              {text + " (DNS:host.example, IP:192.0.2.1, URI:https://host.example)"});
        }
    }
    if (!texts.empty() &&
        X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) != 1) {
        return openssl_error();
    }
    return {};
}

bool begin(X509* certificate, const std::string& name, EVP_PKEY* key, const Validity& when) {
    return X509_set_version(certificate, x509_v3) == 1 && set_serial(certificate) &&
           set_common_name(certificate, name) && X509_set_pubkey(certificate, key) == 1 &&
           set_time(X509_getm_notBefore(certificate), when.from) &&
           set_time(X509_getm_notAfter(certificate), when.until);
}

} // namespace

Validity validity(int days, std::int64_t now) {
    constexpr std::int64_t day = 24 * 60 * 60;
    constexpr std::int64_t clocks_differ = 5 * 60;
    const std::int64_t until = now + days * day;
    return {.from = std::min(now - clocks_differ, until - day), .until = until};
}

bool set_time(ASN1_TIME* time, std::int64_t seconds) { return ASN1_TIME_set(time, seconds) != nullptr; }

diag::Result<KeyOwner> make_key() {
    KeyOwner key(EVP_EC_gen("P-256"));
    if (!key) {
        return openssl_error();
    }
    return key;
}

diag::Result<X509Owner> make_root(const std::string& name, EVP_PKEY* key, const Validity& when) {
    X509Owner out(X509_new());
    const bool ok = begin(out.get(), name, key, when) &&
                    X509_set_issuer_name(out.get(), X509_get_subject_name(out.get())) == 1 &&
                    extend_certificate(out.get(), out.get(), root_extensions) &&
                    X509_sign(out.get(), key, EVP_sha256()) > 0;
    return made(std::move(out), ok);
}

diag::Result<X509Owner> make_leaf(const Signer& signer, const CertificateSpec& issue, EVP_PKEY* key,
                                  const Validity& when) {
    X509Owner out(X509_new());
    X509* const issuer = signer.certificate.get();
    const Validity within{.from = when.from,
                          .until = std::min(when.until, seconds_of(X509_get0_notAfter(issuer)))};
    const Extension use = uses(issue.client, issue.server);
    const bool begun = begin(out.get(), issue.common_name, key, within) &&
                       X509_set_issuer_name(out.get(), X509_get_subject_name(issuer)) == 1 &&
                       extend_certificate(out.get(), issuer, leaf_extensions) &&
                       extend_certificate(out.get(), issuer, {&use, 1});
    if (!begun) {
        return openssl_error();
    }
    TRY_VOID(add_names(out.get(), issue.names));
    const bool ok = X509_sign(out.get(), signer.key.get(), EVP_sha256()) > 0;
    return made(std::move(out), ok);
}

} // namespace renkei::tls
