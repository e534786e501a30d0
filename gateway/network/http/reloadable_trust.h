// The trust, reloaded when its files change: a snapshot that is replaced as a whole. Files that cannot be
// read leave the old one in place; its CRL still expires.
#pragma once

#include "gateway/network/runtime/file_watch.h"
#include "gateway/network/tls/trust.h"

#include <mutex>

namespace renkei::http {

class ReloadableTrust {
public:
    static diag::Result<std::unique_ptr<ReloadableTrust>> open(tls::TrustSettings settings);
    std::shared_ptr<const tls::Trust> current() const;
    // Reads them if they changed, or `anyway`. One thread calls this. What failed once is tried again at the
    // next call.
    enum class Reload : bool { if_changed, always };
    diag::Result<void> refresh(Reload when);

private:
    ReloadableTrust(tls::TrustSettings settings, runtime::FileWatch watch,
                    std::shared_ptr<const tls::Trust> trust)
        : settings_(std::move(settings)),
          watch_(std::move(watch)),
          trust_(std::move(trust)) {}

    tls::TrustSettings settings_;
    runtime::FileWatch watch_;
    mutable std::mutex mutex_;
    std::shared_ptr<const tls::Trust> trust_;
};

} // namespace renkei::http
