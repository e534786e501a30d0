// The TLS context of a listener, reloaded when certificate, key or authorities change; new connections get
// the new one.
#pragma once

#include "gateway/network/runtime/file_watch.h"
#include "gateway/network/tls/context.h"

#include <memory>
#include <mutex>

namespace renkei::http {

class ReloadableTlsContext {
public:
    static diag::Result<std::unique_ptr<ReloadableTlsContext>> open(const tls::Credentials& credentials,
                                                                    tls::MinVersion min_version);
    Poco::Net::Context::Ptr context() const;
    enum class Reload : bool { if_changed, always };
    // files that cannot be used leave the old context in place, and are tried again
    diag::Result<void> refresh(Reload when);

private:
    ReloadableTlsContext(const tls::Credentials& credentials, tls::MinVersion min_version,
                         runtime::FileWatch watch, Poco::Net::Context::Ptr context)
        : credentials_(credentials),
          min_version_(min_version),
          watch_(std::move(watch)),
          context_(std::move(context)) {}

    tls::Credentials credentials_;
    tls::MinVersion min_version_;
    runtime::FileWatch watch_;
    mutable std::mutex mutex_;
    Poco::Net::Context::Ptr context_;
};

} // namespace renkei::http
