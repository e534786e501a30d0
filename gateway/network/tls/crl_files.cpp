#include "gateway/network/tls/crl_files.h"

#include "gateway/core/base/file.h"
#include "gateway/network/tls/pem.h"
#include "generated/messages/tls.h"

#include <algorithm>

namespace renkei::tls {
namespace {

bool is_signed_by_one_of(X509_CRL* list, STACK_OF(X509) * authorities) {
    for (int i = 0; i < sk_X509_num(authorities); ++i) {
        if (X509_CRL_verify(list, X509_get0_pubkey(sk_X509_value(authorities, i))) == 1) {
            return true;
        }
    }
    openssl_error_text(); // what it left for the next call of this thread
    return false;
}

diag::Result<void> check_end(const X509_CRL* list, const fs::path& file, std::int64_t now) {
    const std::int64_t end = next_update_of(list);
    return end > now ? diag::Result<void>()
                     : diag::fail(message::list_ended, {.file = file.string()}, {day_of(end)});
}

} // namespace

diag::Result<std::vector<CrlOwner>> read_crls(const fs::path& file) {
    TRY(const std::string bytes, base::read_file(file));
    TRY(std::vector<CrlOwner> lists, all_crls(bytes, file.string()));
    const bool all_end = std::ranges::all_of(
        lists, [](const CrlOwner& list) { return X509_CRL_get0_nextUpdate(list.get()) != nullptr; });
    if (!all_end) { // RFC 5280 5.1.2.5 wants it; OpenSSL would take the list for one that never ends
        return diag::fail(message::list_endless, {.file = file.string()});
    }
    return lists;
}

std::int64_t next_update_of(const X509_CRL* list) { return seconds_of(X509_CRL_get0_nextUpdate(list)); }

diag::Result<void> check_crls(const TrustSettings& settings, std::int64_t now) {
    TRY(const std::string pem, base::read_file(settings.authorities));
    TRY(const X509Owners authorities, all_certificates(pem, settings.authorities.string()));
    bool is_own = false;
    std::string others;
    for (const fs::path& file : settings.revocations) {
        TRY(const std::vector<CrlOwner> lists, read_crls(file));
        for (const CrlOwner& list : lists) {
            TRY_VOID(check_end(list.get(), file, now));
            is_own = is_own || is_signed_by_one_of(list.get(), authorities.get());
            others += (others.empty() ? "" : "; ") + text_of(X509_CRL_get_issuer(list.get()));
        }
    }
    if (!is_own && !settings.revocations.empty()) {
        return diag::fail(message::list_foreign, {.file = settings.revocations.front().string()},
                          {settings.authorities.string(), others});
    }
    return {};
}

} // namespace renkei::tls
