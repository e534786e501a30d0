#include "gateway/tls/list_files.h"

#include "gateway/base/file.h"
#include "gateway/tls/pem.h"

#include <algorithm>

namespace renkei::tls {
namespace {

using diag::Message;
namespace fs = std::filesystem;

bool is_signed_by_one_of(X509_CRL* list, STACK_OF(X509) * authorities) {
    for (int i = 0; i < sk_X509_num(authorities); ++i) {
        if (X509_CRL_verify(list, X509_get0_pubkey(sk_X509_value(authorities, i))) == 1) {
            return true;
        }
    }
    why_openssl_failed(); // what it left for the next call of this thread
    return false;
}

diag::Result<void> check_end(const X509_CRL* list, const fs::path& file, std::int64_t now) {
    const std::int64_t end = end_of(list);
    return end > now ? diag::Result<void>() : diag::fail(Message::list_ended, {.file = file.string()}, {day_of(end)});
}

} // namespace

diag::Result<std::vector<ListOwner>> read_lists(const fs::path& file) {
    TRY(const std::string bytes, base::read_file(file));
    TRY(std::vector<ListOwner> lists, all_lists(bytes, file.string()));
    const bool all_end = std::ranges::all_of(lists, [](const ListOwner& list) { return X509_CRL_get0_nextUpdate(list.get()) != nullptr; });
    if (!all_end) { // RFC 5280 5.1.2.5 wants it; OpenSSL would take the list for one that never ends
        return diag::fail(Message::list_endless, {.file = file.string()});
    }
    return lists;
}

std::int64_t end_of(const X509_CRL* list) { return seconds_of(X509_CRL_get0_nextUpdate(list)); }

diag::Result<void> check_lists(const TrustSettings& settings, std::int64_t now) {
    TRY(const std::string pem, base::read_file(settings.authorities));
    TRY(const X509Owners authorities, all_certificates(pem, settings.authorities.string()));
    bool is_own = false;
    std::string others;
    for (const fs::path& file : settings.revocations) {
        TRY(const std::vector<ListOwner> lists, read_lists(file));
        for (const ListOwner& list : lists) {
            TRY_VOID(check_end(list.get(), file, now));
            is_own = is_own || is_signed_by_one_of(list.get(), authorities.get());
            others += (others.empty() ? "" : "; ") + text_of(X509_CRL_get_issuer(list.get()));
        }
    }
    if (!is_own && !settings.revocations.empty()) {
        return diag::fail(Message::list_foreign, {.file = settings.revocations.front().string()}, {settings.authorities.string(), others});
    }
    return {};
}

} // namespace renkei::tls
