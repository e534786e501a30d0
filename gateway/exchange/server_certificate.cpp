#include "gateway/exchange/server_certificate.h"

#include <algorithm>

namespace renkei::exchange {

std::string ServerCertificate::why_not_trusted(std::shared_ptr<const tls::Trust> trust, base::Millis now) {
    constexpr base::Millis minute = 60'000;
    constexpr std::int64_t second = 1000;
    if (trust == trust_ && now >= taken_at_ && now - taken_at_ < minute) {
        return {};
    }
    trust_.reset();
    const diag::Result<void> valid = trust->verify(certificate_.pem, chain_, now / second, tls::Use::server);
    if (!valid) {
        const std::vector<std::string>& args = valid.error().args;
        return "TLS: " + std::string(diag::row(valid.error().message).id) + (args.empty() ? "" : ": " + args.front());
    }
    trust_ = std::move(trust);
    taken_at_ = now;
    return {};
}

std::string ServerCertificate::why_not(const CurrentTrust& trust, Servers servers, base::Millis now) {
    if (trust) {
        if (std::string out = why_not_trusted(trust(), now); !out.empty()) {
            return out;
        }
    }
    const bool is_expected = servers.empty() || std::ranges::any_of(servers, [&](const policy::Binding& one) { return tls::belongs_to(certificate_, one); });
    return is_expected ? "" : "TLS: not this peer's certificate (renkei peer add-binding): key SHA-256 " + certificate_.key_sha256;
}

} // namespace renkei::exchange
