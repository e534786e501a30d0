#include "gateway/network/tls/trust.h"

#include "gateway/core/base/file.h"
#include "gateway/network/tls/crl_files.h"
#include "gateway/network/tls/pem.h"
#include "gateway/network/tls/verify_error.h"
#include "generated/messages/tls.h"

#include <algorithm>

namespace renkei::tls {
namespace {

using Store = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using Verification = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;

class FromFiles final : public Trust {
public:
    FromFiles(Store store, std::int64_t lists_end, std::optional<diag::Error> foreign)
        : store_(std::move(store)),
          lists_end_(lists_end),
          foreign_(std::move(foreign)) {}
    std::optional<std::int64_t> next_crl_update() const override;
    diag::Result<void> check_crls(std::int64_t at) const override;
    diag::Result<void> verify(std::string_view pem, std::string_view chain, std::int64_t at,
                              CertificateUse use) const override;

private:
    Store store_; // locks itself
    std::int64_t lists_end_;
    std::optional<diag::Error> foreign_; // none of the lists is of one of the authorities
};

constexpr std::int64_t never = INT64_MAX;

diag::Result<void> add_authorities(X509_STORE* store, const fs::path& path) {
    TRY(const std::string pem, base::read_file(path));
    TRY(const X509Owners authorities, all_certificates(pem, path.string()));
    for (int i = 0; i < sk_X509_num(authorities.get()); ++i) {
        if (X509_STORE_add_cert(store, sk_X509_value(authorities.get(), i)) != 1) {
            return openssl_error(path.string());
        }
    }
    return {};
}

// When the first of its lists ends.
diag::Result<std::int64_t> add_lists(X509_STORE* store, const fs::path& path) {
    TRY(const std::vector<CrlOwner> lists, read_crls(path));
    std::int64_t ends = never;
    for (const CrlOwner& list : lists) {
        if (X509_STORE_add_crl(store, list.get()) != 1) {
            return openssl_error(path.string());
        }
        ends = std::min(ends, next_update_of(list.get()));
    }
    return ends;
}

bool prepare(X509_STORE* store, bool with_lists) {
    X509_VERIFY_PARAM* const wanted = X509_STORE_get0_param(store);
    const unsigned long flags = with_lists ? X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL : 0;
    X509_VERIFY_PARAM_set_auth_level(wanted, security_level);
    return X509_VERIFY_PARAM_set_flags(wanted, flags) == 1;
}

tl::unexpected<diag::Error> untrusted(int reason) {
    return diag::fail(message_of(verify_error_of(reason)), {}, {verify_code(reason)});
}

std::optional<std::int64_t> FromFiles::next_crl_update() const {
    return lists_end_ == never ? std::nullopt : std::optional(lists_end_);
}

diag::Result<void> FromFiles::check_crls(std::int64_t at) const {
    if (at >= lists_end_) { // any CRL: later revocations are unknown
        return diag::fail(message::revocations_expired, {});
    }
    return foreign_ ? diag::Result<void>(tl::make_unexpected(*foreign_)) : diag::Result<void>();
}

diag::Result<void> FromFiles::verify(std::string_view pem, std::string_view chain, std::int64_t at,
                                     CertificateUse use) const {
    if (at >= lists_end_) {
        return diag::fail(message::revocations_expired, {});
    }
    TRY(const X509Owner leaf, first_certificate(pem, {}));
    X509Owners between;
    if (!chain.empty()) {
        TRY(between, all_certificates(chain, {}));
    }
    const Verification verification(X509_STORE_CTX_new());
    const int purpose = use == CertificateUse::client ? X509_PURPOSE_SSL_CLIENT : X509_PURPOSE_SSL_SERVER;
    if (!verification ||
        X509_STORE_CTX_init(verification.get(), store_.get(), leaf.get(), between.get()) != 1 ||
        X509_VERIFY_PARAM_set_purpose(X509_STORE_CTX_get0_param(verification.get()), purpose) != 1) {
        return openssl_error();
    }
    X509_STORE_CTX_set_time(verification.get(), 0, at);
    if (X509_verify_cert(verification.get()) == 1) {
        return {};
    }
    const int reason = X509_STORE_CTX_get_error(verification.get());
    openssl_error_text(); // what it left for the next call of this thread
    return untrusted(reason);
}

std::optional<diag::Error> foreign_lists(const TrustSettings& settings) {
    constexpr std::int64_t before_any_end = INT64_MIN;
    const diag::Result<void> checked = check_crls(settings, before_any_end);
    return !checked && checked.error().message == message::list_foreign ? std::optional(checked.error())
                                                                        : std::nullopt;
}

} // namespace

diag::Result<std::shared_ptr<const Trust>> Trust::read(const TrustSettings& settings) {
    Store store(X509_STORE_new());
    if (!store || !prepare(store.get(), !settings.revocations.empty())) {
        return openssl_error();
    }
    TRY_VOID(add_authorities(store.get(), settings.authorities));
    std::int64_t lists_end = never;
    for (const fs::path& path : settings.revocations) {
        TRY(const std::int64_t end, add_lists(store.get(), path));
        lists_end = std::min(lists_end, end);
    }
    return std::make_shared<const FromFiles>(std::move(store), lists_end, foreign_lists(settings));
}

} // namespace renkei::tls
