#include "gateway/app/daemon/certificate_gauges.h"

#include "gateway/app/daemon/client_context.h"
#include "gateway/core/base/file.h"
#include "gateway/network/tls/certificate.h"
#include "gateway/network/tls/trust_anchors.h"

#include <algorithm>

namespace renkei::daemon {
namespace {

using http::Gauge;

constexpr const char* own_name = "renkei_certificate_not_after_seconds";
constexpr const char* own_help = "when a certificate of this gateway ends (of the authorities it trusts: the "
                                 "first one), seconds since 1970";
constexpr const char* peer_name = "renkei_peer_certificate_not_after_seconds";
constexpr const char* peer_help =
    "when the last certificate by which a peer is known ends, seconds since 1970";

Gauge own(const char* use, std::int64_t end) {
    return {own_name, own_help, static_cast<double>(end), {{"use", use}}};
}

std::int64_t end_of(std::string_view pem) {
    const diag::Result<tls::Certificate> certificate = tls::read_pem(pem);
    return certificate ? certificate->not_after : 0;
}

std::int64_t last_end(const policy::Peer& peer) {
    std::int64_t out = 0;
    for (const policy::CertificateBinding& binding : peer.bindings) {
        out = std::max(out, binding.chain.empty() ? 0 : end_of(binding.chain));
    }
    return out;
}

} // namespace

std::vector<Gauge> own_certificate_gauges(const server::Settings& settings) {
    std::vector<Gauge> out;
    const auto add = [&out](const char* use, const std::filesystem::path& file) {
        const diag::Result<std::string> pem = base::read_file(file);
        if (const std::int64_t end = pem ? end_of(*pem) : 0; end != 0) {
            out.push_back(own(use, end));
        }
    };
    add("server", settings.http.credentials.certificate);
    add("client", client_of(settings).certificate);
    if (const auto anchors = tls::read_anchors(settings.http.trust.authorities)) {
        out.push_back(own("authority", anchors->first_expiry));
    }
    return out;
}

std::vector<Gauge> peer_certificate_gauges(const policy::PeerList& peers) {
    std::vector<Gauge> out;
    for (const policy::Peer& peer : peers) {
        if (const std::int64_t end = last_end(peer); end != 0 && !peer.revoked) {
            out.push_back({peer_name, peer_help, static_cast<double>(end), {{"peer", peer.id}}});
        }
    }
    return out;
}

void PeerCertificateGauges::set(const policy::PeerList& peers) {
    std::vector<Gauge> fresh = peer_certificate_gauges(peers);
    const std::lock_guard lock(mutex_);
    gauges_.swap(fresh);
}

std::vector<Gauge> PeerCertificateGauges::get() const {
    const std::lock_guard lock(mutex_);
    return gauges_;
}

} // namespace renkei::daemon
