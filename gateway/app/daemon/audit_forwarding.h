// The forwarding of audit events to all configured audit repositories, with its log lines and metrics.
#pragma once

#include "gateway/app/daemon/client_context.h"
#include "gateway/network/auditforward/forwarder.h"
#include "gateway/network/http/metrics.h"
#include "gateway/network/http/reloadable_trust.h"
#include "gateway/network/runtime/log.h"

#include <list>

namespace renkei::daemon {

// Under which node names this gateway and the commands beside it write events.
std::vector<std::string> own_chains(std::string_view node);

class AuditForwarding {
public:
    // All of them outlive it.
    static diag::Result<std::unique_ptr<AuditForwarding>> start(store::Store& store,
                                                                const server::Settings& settings,
                                                                const http::ReloadableTrust& trust,
                                                                runtime::Log& log);

    // A new client certificate is used for new connections.
    diag::Result<void> refresh();
    void wake();         // what waits for a repetition is tried now
    void request_stop(); // returns at once
    void stop();         // what is under way ends
    std::vector<http::Gauge> gauges() const;

private:
    AuditForwarding(const store::Store& store, const server::Settings& settings)
        : store_(store),
          context_(settings) {}

    const store::Store& store_;
    ClientContext context_;
    std::list<auditforward::Forwarder> forwarders_{};
};

// A warning for each repository that cannot be reached now; for `serve --check`.
void check_audit_targets(const server::Settings& settings, const http::ReloadableTrust& trust,
                         diag::Language language, diag::Report& report);

} // namespace renkei::daemon
