// The TLS context of a door as its files say it now: connections from now on get the new one when certificate, key or authorities change.
#pragma once

#include "gateway/http/file_watch.h"
#include "gateway/tls/context.h"

#include <memory>
#include <mutex>

namespace renkei::http {

class TlsDoor {
public:
    static diag::Result<std::unique_ptr<TlsDoor>> open(const tls::Own& own, tls::Oldest oldest);
    Poco::Net::Context::Ptr context() const;
    enum class When : bool { changed, anyway };
    diag::Result<void> refresh(When when); // files that cannot be used leave the old context in place, and are tried again

private:
    TlsDoor(const tls::Own& own, tls::Oldest oldest, FileWatch watch, Poco::Net::Context::Ptr context)
        : own_(own), oldest_(oldest), watch_(std::move(watch)), context_(std::move(context)) {}

    tls::Own own_;
    tls::Oldest oldest_;
    FileWatch watch_;
    mutable std::mutex mutex_;
    Poco::Net::Context::Ptr context_;
};

} // namespace renkei::http
