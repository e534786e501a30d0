#include "gateway/http/tls_door.h"

namespace renkei::http {

diag::Result<std::unique_ptr<TlsDoor>> TlsDoor::open(const tls::Own& own, tls::Oldest oldest) {
    FileWatch watch({own.certificate, own.key, own.authorities});
    TRY(Poco::Net::Context::Ptr context, tls::server_context(own, oldest));
    return std::unique_ptr<TlsDoor>(new TlsDoor(own, oldest, std::move(watch), std::move(context)));
}

Poco::Net::Context::Ptr TlsDoor::context() const {
    const std::lock_guard lock(mutex_);
    return context_;
}

diag::Result<void> TlsDoor::refresh(When when) {
    if (!watch_.changed() && when == When::changed) {
        return {};
    }
    diag::Result<Poco::Net::Context::Ptr> fresh = tls::server_context(own_, oldest_);
    if (!fresh) {
        watch_.again();
        return tl::make_unexpected(fresh.error());
    }
    const std::lock_guard lock(mutex_);
    context_ = std::move(*fresh);
    return {};
}

} // namespace renkei::http
