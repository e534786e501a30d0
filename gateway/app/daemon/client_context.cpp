#include "gateway/app/daemon/client_context.h"

namespace renkei::daemon {

tls::Credentials client_of(const server::Settings& settings) {
    tls::Credentials out = settings.http.credentials;
    if (!settings.client_certificate.empty()) {
        out.certificate = settings.client_certificate;
        out.key = settings.client_key;
    }
    return out;
}

ClientContext::ClientContext(const server::Settings& settings)
    : own_(client_of(settings)),
      watch_({own_.certificate, own_.key, own_.authorities}) {}

diag::Result<Poco::Net::Context::Ptr> ClientContext::make_if_changed() {
    if (!watch_.changed()) {
        return Poco::Net::Context::Ptr();
    }
    diag::Result<Poco::Net::Context::Ptr> context = make();
    if (!context) {
        watch_.again();
    }
    return context;
}

} // namespace renkei::daemon
