// The TLS context with which this gateway calls others, made again when the files of its certificate change.
#pragma once

#include "gateway/network/runtime/file_watch.h"
#include "gateway/network/server/settings/settings.h"
#include "gateway/network/tls/context.h"

namespace renkei::daemon {

// The client certificate for deliveries: the configured one, else the server's.
tls::Credentials client_of(const server::Settings& settings);

class ClientContext {
public:
    explicit ClientContext(const server::Settings& settings);

    diag::Result<Poco::Net::Context::Ptr> make() const { return tls::client_context(own_); }
    // Null: the files are those of the last call. What failed is tried again at the next call.
    diag::Result<Poco::Net::Context::Ptr> make_if_changed();

private:
    tls::Credentials own_;
    runtime::FileWatch watch_;
};

} // namespace renkei::daemon
