// The trust as its files say it now: a snapshot that is replaced as a whole when they change. Files that cannot be read leave the old
// one in place; its revocation list still expires.
#pragma once

#include "gateway/http/file_watch.h"
#include "gateway/tls/trust.h"

#include <mutex>

namespace renkei::http {

class TrustFiles {
public:
    static diag::Result<std::unique_ptr<TrustFiles>> open(tls::TrustSettings settings);
    std::shared_ptr<const tls::Trust> current() const;
    // Reads them if they changed, or `anyway`. One thread calls this. What failed once is tried again at the next call.
    enum class When : bool { changed, anyway };
    diag::Result<void> refresh(When when);

private:
    TrustFiles(tls::TrustSettings settings, FileWatch watch, std::shared_ptr<const tls::Trust> trust)
        : settings_(std::move(settings)), watch_(std::move(watch)), trust_(std::move(trust)) {}

    tls::TrustSettings settings_;
    FileWatch watch_;
    mutable std::mutex mutex_;
    std::shared_ptr<const tls::Trust> trust_;
};

} // namespace renkei::http
