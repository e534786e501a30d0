#include "gateway/network/http/reloadable_trust.h"

namespace renkei::http {

diag::Result<std::unique_ptr<ReloadableTrust>> ReloadableTrust::open(tls::TrustSettings settings) {
    std::vector<std::filesystem::path> files = settings.revocations;
    files.push_back(settings.authorities);
    runtime::FileWatch watch(
        std::move(files)); // looks before the files are read, so that no change is missed
    TRY(std::shared_ptr<const tls::Trust> trust, tls::Trust::read(settings));
    return std::unique_ptr<ReloadableTrust>(
        new ReloadableTrust(std::move(settings), std::move(watch), std::move(trust)));
}

std::shared_ptr<const tls::Trust> ReloadableTrust::current() const {
    const std::lock_guard lock(mutex_);
    return trust_;
}

diag::Result<void> ReloadableTrust::refresh(Reload when) {
    if (!watch_.changed() && when == Reload::if_changed) {
        return {};
    }
    diag::Result<std::shared_ptr<const tls::Trust>> fresh = tls::Trust::read(settings_);
    if (!fresh) {
        watch_.again();
        return tl::make_unexpected(fresh.error());
    }
    const std::lock_guard lock(mutex_);
    trust_ = std::move(*fresh);
    return {};
}

} // namespace renkei::http
