#include "gateway/app/daemon/audit_forwarding.h"

#include "gateway/app/daemon/installation.h"
#include "gateway/network/auditforward/target.h"
#include "gateway/network/client/http_pool.h"
#include "generated/messages/auditforward.h"

#include <algorithm>

namespace renkei::daemon {
namespace {

using auditforward::ChainState;
using auditforward::Forwarder;
using auditforward::ForwardNotice;

void log_notice(runtime::Log& log, const std::string& target, const ForwardNotice& notice) {
    using Kind = ForwardNotice::Kind;
    if (notice.reason.empty()) {
        log.event(notice.kind == Kind::replaced ? "audit-forward-replaced" : "audit-forward-resumed",
                  {{"target", target}, {"node", notice.node}});
    } else {
        log.event(notice.kind == Kind::refused ? "audit-forward-refused" : "audit-forward-failed",
                  {{"target", target},
                   {"node", notice.node},
                   {"sequence", std::to_string(notice.sequence)},
                   {"reason", notice.reason}});
    }
}

void add_gauges(std::vector<http::Gauge>& out, const std::string& target, const ChainState& state,
                base::Millis now) {
    const http::Gauge::Labels labels{{"target", target}, {"node", state.node}};
    const double age = state.oldest_waiting == 0 ? 0 : static_cast<double>(now - state.oldest_waiting) / 1000;
    out.push_back({"renkei_audit_forward_waiting", "audit events that the target does not have yet",
                   static_cast<double>(state.waiting), labels});
    out.push_back({"renkei_audit_forward_oldest_seconds",
                   "age of the oldest audit event that the target does not have yet; 0: it has all",
                   std::max(age, 0.0), labels});
    out.push_back({"renkei_audit_forward_failures_total", "attempts to forward audit events that failed",
                   static_cast<double>(state.failures), labels, http::Gauge::Kind::counter});
    out.push_back({"renkei_audit_forward_refused",
                   "1: the target refuses an audit event for good, and those behind it wait; 0: it does not",
                   state.is_refused ? 1.0 : 0.0, labels});
}

} // namespace

std::vector<std::string> own_chains(std::string_view node) { return {std::string(node), command_node(node)}; }

diag::Result<std::unique_ptr<AuditForwarding>> AuditForwarding::start(store::Store& store,
                                                                      const server::Settings& settings,
                                                                      const http::ReloadableTrust& trust,
                                                                      runtime::Log& log) {
    std::unique_ptr<AuditForwarding> out(new AuditForwarding(store, settings));
    for (const auditforward::Target& target : settings.audit_forward) {
        TRY(Poco::Net::Context::Ptr context, out->context_.make());
        out->forwarders_.emplace_back(
            store, target, own_chains(settings.store.node),
            auditforward::make_receiver(target, std::move(context), [&trust] { return trust.current(); }),
            auditforward::ForwarderSettings{
                .on_notice = [&log, name = target.name](const ForwardNotice& notice) {
                    log_notice(log, name, notice);
                }});
    }
    for (Forwarder& each : out->forwarders_) {
        each.start();
    }
    return out;
}

diag::Result<void> AuditForwarding::refresh() {
    TRY(const Poco::Net::Context::Ptr fresh, context_.make_if_changed());
    if (!fresh.isNull()) {
        for (Forwarder& each : forwarders_) {
            each.use(fresh);
        }
    }
    return {};
}

void AuditForwarding::wake() {
    for (Forwarder& each : forwarders_) {
        each.wake();
    }
}

void AuditForwarding::request_stop() {
    for (Forwarder& each : forwarders_) {
        each.request_stop();
    }
}

void AuditForwarding::stop() {
    request_stop(); // so that all end at the same time
    for (Forwarder& each : forwarders_) {
        each.stop();
    }
}

std::vector<http::Gauge> AuditForwarding::gauges() const {
    std::vector<http::Gauge> out;
    for (const Forwarder& each : forwarders_) {
        for (const ChainState& state : each.states()) {
            add_gauges(out, each.target(), state, store_.clock().now());
        }
    }
    return out;
}

void check_audit_targets(const server::Settings& settings, const http::ReloadableTrust& trust,
                         diag::Language language, diag::Report& report) {
    const diag::Result<Poco::Net::Context::Ptr> context = tls::client_context(client_of(settings));
    if (!context) {
        return; // reported with the certificates
    }
    client::HttpPool pool(*context, {}, [&trust] { return trust.current(); });
    for (const auditforward::Target& target : settings.audit_forward) {
        const client::Endpoint endpoint = auditforward::parse_target_url(target.url).value().url.endpoint;
        if (const client::ConnectionResult<void> reached = pool.probe(endpoint); !reached) {
            report.add(diag::message::audit_target_unreachable, {.file = settings.file.string()},
                       {target.name, client::to_text(endpoint), reached.error().reason.text(language)});
        }
    }
}

} // namespace renkei::daemon
