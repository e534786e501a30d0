// The outbox of a running gateway with the ways by which it hands documents over. Every method may be called from any thread.
#pragma once

#include "gateway/outbox/outbox.h"
#include "gateway/http/file_watch.h"
#include "gateway/http/log.h"
#include "gateway/http/metrics.h"
#include "gateway/http/reloadable_trust.h"
#include "gateway/server/gateway.h"
#include "gateway/server/settings.h"

#include <memory>

namespace renkei::cli {

// What is shown to those who are delivered to: the gateway's own, if there is nothing else for it.
tls::Credentials client_of(const server::Settings& settings);

class Deliveries {
public:
    // All of them outlive it.
    static diag::Result<std::unique_ptr<Deliveries>> start(server::Gateway& gateway, const server::Settings& settings, const http::ReloadableTrust& trust, http::Log& log);
    ~Deliveries();
    Deliveries(const Deliveries&) = delete;
    Deliveries& operator=(const Deliveries&) = delete;

    void poke(); // something new is due
    void tell_dead(std::vector<store::Delivery> dead) const; // dead letters that the outbox never had
    void stop(); // what is under way is finished
    // A new client certificate is for connections from now on; nothing waits for those that are under way.
    diag::Result<void> refresh();
    std::vector<http::Gauge> gauges() const;

private:
    struct Office; // the outbox and its ways
    Deliveries(server::Gateway& gateway, const server::Settings& settings, tls::Credentials own, const http::ReloadableTrust& trust, http::Log& log);
    diag::Result<void> open();

    server::Gateway& gateway_;
    outbox::OutboxSettings settings_;
    tls::Credentials own_;
    const http::ReloadableTrust& trust_;
    http::FileWatch watch_;
    std::unique_ptr<Office> office_;
};

} // namespace renkei::cli
