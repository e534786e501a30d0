// The outbox of the running gateway with its transports. Every method may be called from any thread.
#pragma once

#include "gateway/app/daemon/client_context.h"
#include "gateway/network/http/metrics.h"
#include "gateway/network/http/reloadable_trust.h"
#include "gateway/network/outbox/outbox.h"
#include "gateway/network/runtime/log.h"
#include "gateway/network/server/server_context.h"
#include "gateway/network/server/settings/settings.h"

#include <memory>

namespace renkei::daemon {

class Deliveries {
public:
    // All of them outlive it.
    static diag::Result<std::unique_ptr<Deliveries>> start(server::ServerContext& gateway,
                                                           const server::Settings& settings,
                                                           const http::ReloadableTrust& trust,
                                                           runtime::Log& log);
    ~Deliveries();
    Deliveries(const Deliveries&) = delete;
    Deliveries& operator=(const Deliveries&) = delete;

    void wake(); // something new is due
    void
    log_dead_letters(std::vector<store::Delivery> dead) const; // deliveries that died outside of the outbox
    void stop();                                               // finishes deliveries under way
    // A new client certificate is used for new connections; open ones are not closed.
    diag::Result<void> refresh();
    std::vector<http::Gauge> gauges() const;

private:
    struct Transports; // the outbox and its transports
    Deliveries(server::ServerContext& gateway, const server::Settings& settings,
               const http::ReloadableTrust& trust, runtime::Log& log);
    diag::Result<void> open();

    server::ServerContext& gateway_;
    outbox::OutboxSettings settings_;
    ClientContext context_;
    const http::ReloadableTrust& trust_;
    std::unique_ptr<Transports> transports_;
};

} // namespace renkei::daemon
