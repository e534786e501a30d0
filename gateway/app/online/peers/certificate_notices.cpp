#include "gateway/app/online/peers/peer_changes.h"
#include "gateway/core/base/file.h"
#include "generated/messages/tls.h"
#include "generated/texts/online.h"

#include <algorithm>
#include <optional>

namespace renkei::online {
namespace {

using diag::Severity;

constexpr std::int64_t soon_days = 30;
constexpr std::int64_t day_seconds = 24 * 60 * 60;

std::int64_t seconds(base::Millis at) { return at / 1000; }

// A peer calls with it, or its server shows it: one of the two is enough.
diag::Result<void> verify_as_any(const tls::Trust& trust, const std::string& pem, std::int64_t now) {
    const diag::Result<void> as_client = trust.verify(pem, pem, now, tls::CertificateUse::client);
    return as_client || trust.verify(pem, pem, now, tls::CertificateUse::server) ? diag::Result<void>()
                                                                                 : as_client;
}

Notices warning(diag::Error error, std::string about, Language language) {
    error.severity = Severity::warning;
    error.where.file = std::move(about);
    return notice(error, language);
}

Notices notice_of_file(const tls::Trust& trust, const std::string& file, std::int64_t now,
                       Language language) {
    const diag::Result<std::string> pem = base::read_file(file);
    const diag::Result<tls::Certificate> certificate =
        pem ? tls::read_pem(*pem) : tl::make_unexpected(pem.error());
    if (!certificate) {
        return {}; // it was read just now, to be entered
    }
    if (const diag::Result<void> verified = verify_as_any(trust, *pem, now); !verified) {
        return warning(verified.error(), file, language);
    }
    const bool is_soon = certificate->not_after - now < soon_days * day_seconds;
    return is_soon ? notice(Severity::information, file_ends_soon, language, file,
                            tls::day_of(certificate->not_after))
                   : Notices();
}

// The latest expiry, since one valid certificate is enough; empty if the expiry of one of them is unknown.
std::string last_day(const policy::Peer& peer) {
    std::string out;
    for (const policy::CertificateBinding& binding : peer.bindings) {
        if (binding.until.empty()) {
            return {};
        }
        out = std::max(out, binding.until);
    }
    return out;
}

Notices notice_of_expiry(const policy::Peer& peer, std::int64_t now, Language language) {
    const std::string until = last_day(peer);
    // days are compared as text: YYYY-MM-DD
    if (until.empty() || until >= tls::day_of(now + soon_days * day_seconds)) {
        return {};
    }
    const bool is_over = until < tls::day_of(now);
    return notice(is_over ? Severity::warning : Severity::information, language,
                  formatted(is_over ? ended : ends_soon, language, peer.id, until));
}

// One accepted certificate is enough, or one whose state is unknown. Expiry is reported by
// notice_of_expiry().
Notices notice_of_trust(const tls::Trust& trust, const policy::Peer& peer, std::int64_t now,
                        Language language) {
    std::optional<diag::Error> last;
    for (const policy::CertificateBinding& binding : peer.bindings) {
        const diag::Result<void> verified =
            binding.chain.empty() ? diag::Result<void>() : verify_as_any(trust, binding.chain, now);
        if (verified) {
            return {};
        }
        last =
            last && verified.error().message == diag::message::certificate_expired ? last : verified.error();
    }
    return last && last->message != diag::message::certificate_expired ? warning(*last, peer.id, language)
                                                                       : Notices();
}

} // namespace

Notices notices_of_files(std::span<const std::string> files, const tls::TrustSettings& settings,
                         base::Millis now, Language language) {
    const auto trust = tls::Trust::read(settings);
    Notices out;
    for (const std::string& file : files) {
        if (trust && !file.empty()) { // `renkei serve` reports what is wrong with the authorities
            out.add(notice_of_file(**trust, file, seconds(now), language));
        }
    }
    return out;
}

Notices notices_of_peers(std::span<const policy::Peer> peers, const tls::TrustSettings& settings,
                         base::Millis now, Language language) {
    const auto trust = tls::Trust::read(settings);
    const bool is_list_over = trust && (*trust)->next_crl_update().value_or(seconds(now) + 1) <= seconds(now);
    Notices out;
    for (const policy::Peer& peer : peers) {
        if (!peer.revoked) {
            out.add(notice_of_expiry(peer, seconds(now), language));
            out.add(trust && !is_list_over ? notice_of_trust(**trust, peer, seconds(now), language)
                                           : Notices());
        }
    }
    if (is_list_over) { // said once, not of each
        out.add(notice(diag::finding(diag::message::revocations_expired, {}), language));
    }
    return out;
}

} // namespace renkei::online
