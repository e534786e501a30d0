#include "gateway/network/http/reloadable_tls_context.h"

namespace renkei::http {

diag::Result<std::unique_ptr<ReloadableTlsContext>>
ReloadableTlsContext::open(const tls::Credentials& credentials, tls::MinVersion min_version) {
    runtime::FileWatch watch({credentials.certificate, credentials.key, credentials.authorities});
    TRY(Poco::Net::Context::Ptr context, tls::server_context(credentials, min_version));
    return std::unique_ptr<ReloadableTlsContext>(
        new ReloadableTlsContext(credentials, min_version, std::move(watch), std::move(context)));
}

Poco::Net::Context::Ptr ReloadableTlsContext::context() const {
    const std::lock_guard lock(mutex_);
    return context_;
}

diag::Result<void> ReloadableTlsContext::refresh(Reload when) {
    if (!watch_.changed() && when == Reload::if_changed) {
        return {};
    }
    diag::Result<Poco::Net::Context::Ptr> fresh = tls::server_context(credentials_, min_version_);
    if (!fresh) {
        watch_.again();
        return tl::make_unexpected(fresh.error());
    }
    const std::lock_guard lock(mutex_);
    context_ = std::move(*fresh);
    return {};
}

} // namespace renkei::http
