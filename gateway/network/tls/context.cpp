#include "gateway/network/tls/context.h"

#include "gateway/core/base/file.h"
#include "gateway/network/tls/key_file.h"
#include "gateway/network/tls/pem.h"
#include "gateway/network/tls/refused_certificate.h"
#include "generated/messages/tls.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetSSL.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace renkei::tls {
namespace {

using Poco::Net::Context;

constexpr const char* suites_13 =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
constexpr const char* suites_12 =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";
constexpr const char* groups = "X25519:P-256:P-384";
constexpr int max_chain_length = 5;

diag::Result<Context::Ptr> empty_context(Context::Usage usage) {
    Context::Params params;
    params.verificationMode = Context::VERIFY_STRICT;
    // Poco throws; its errors end here
    try {
        return Context::Ptr(new Context(usage, params)); // the pointer takes ownership
    } catch (const Poco::Exception& thrown) {
        return diag::fail(message::tls_failed, {}, {thrown.displayText()});
    }
}

diag::Result<void> limit(SSL_CTX* context, MinVersion min_version) {
    SSL_CTX_set_options(context,
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // no resumption: every connection presents its certificate, which is verified again
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_security_level(context, security_level);
    SSL_CTX_set_verify_depth(context, max_chain_length);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, keep_refused);
    const bool ok =
        SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_set_max_early_data(context, 0) == 1 &&
        SSL_CTX_set_min_proto_version(context, min_version == MinVersion::tls13 ? TLS1_3_VERSION
                                                                                : TLS1_2_VERSION) == 1 &&
        SSL_CTX_set_ciphersuites(context, suites_13) == 1 &&
        SSL_CTX_set_cipher_list(context, suites_12) == 1 && SSL_CTX_set1_groups_list(context, groups) == 1;
    return ok ? diag::Result<void>() : openssl_error();
}

diag::Result<X509Owners> read_certificates(const fs::path& path) {
    TRY(const std::string pem, base::read_file(path));
    return all_certificates(pem, path.string());
}

diag::Result<void> show(SSL_CTX* context, const Credentials& own) {
    TRY(const X509Owners chain, read_certificates(own.certificate));
    TRY(const KeyOwner key, read_key(own.key));
    const X509Owner mine(sk_X509_shift(chain.get()));
    if (X509_check_private_key(mine.get(), key.get()) != 1) {
        ERR_clear_error();
        return diag::fail(message::key_of_another, {.file = own.key.string()}, {own.certificate.string()});
    }
    if (SSL_CTX_use_cert_and_key(context, mine.get(), key.get(), chain.get(), 1) != 1) {
        return openssl_error(own.key.string());
    }
    return {};
}

// Also sends their names to the other side, so that it can choose among its certificates.
diag::Result<void> demand(SSL_CTX* context, const fs::path& path) {
    TRY(const X509Owners authorities, read_certificates(path));
    for (int i = 0; i < sk_X509_num(authorities.get()); ++i) {
        X509* const authority = sk_X509_value(authorities.get(), i);
        if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority) != 1 ||
            SSL_CTX_add_client_CA(context, authority) != 1) {
            return openssl_error(path.string());
        }
    }
    return {};
}

diag::Result<Context::Ptr> make(Context::Usage usage, const Credentials& own, MinVersion min_version) {
    TRY(Context::Ptr out, empty_context(usage));
    // Poco would compare names after the handshake: in a server with the client's address, which no
    // certificate holds
    out->enableExtendedCertificateVerification(false);
    SSL_CTX* const context = out->sslContext();
    TRY_VOID(limit(context, min_version));
    TRY_VOID(show(context, own));
    TRY_VOID(demand(context, own.authorities));
    return out;
}

// Says which name or address the certificate must have; false: none was asked for, or not one that could be.
bool expect_name(X509_STORE_CTX* verification) {
    const auto* const connection =
        static_cast<SSL*>(X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
    const char* const name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
    if (name == nullptr || *name == '\0') {
        return false;
    }
    X509_VERIFY_PARAM* const wanted = X509_STORE_CTX_get0_param(verification);
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                                X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    ERR_set_mark(); // a host name is no address, and that is no error of this connection
    const bool is_address = X509_VERIFY_PARAM_set1_ip_asc(wanted, name) == 1;
    ERR_pop_to_mark();
    return is_address || X509_VERIFY_PARAM_set1_host(wanted, name, 0) == 1;
}

int verify_server(X509_STORE_CTX* verification, void*) {
    if (!expect_name(verification)) {
        X509_STORE_CTX_set_error(verification, X509_V_ERR_HOSTNAME_MISMATCH);
        return 0;
    }
    return X509_verify_cert(verification);
}

} // namespace

diag::Result<Context::Ptr> server_context(const Credentials& own, MinVersion min_version) {
    return make(Context::TLS_SERVER_USE, own, min_version);
}

diag::Result<Context::Ptr> client_context(const Credentials& own) {
    TRY(Context::Ptr out, make(Context::TLS_CLIENT_USE, own, MinVersion::tls13));
    SSL_CTX_set_cert_verify_callback(out->sslContext(), verify_server, nullptr);
    return out;
}

TlsLibrary::TlsLibrary() { Poco::Net::initializeSSL(); }

TlsLibrary::~TlsLibrary() { Poco::Net::uninitializeSSL(); }

} // namespace renkei::tls
