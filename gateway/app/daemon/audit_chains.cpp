#include "gateway/app/daemon/audit_chains.h"

#include "gateway/network/audit/facts.h"
#include "generated/messages/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace renkei::daemon {

void AuditChains::add(const store::AuditRow& row, diag::Report& report) {
    verifier(row.node).add({.sequence = row.sequence,
                            .event = row.event,
                            .before = row.before,
                            .hash = row.hash,
                            .seal = row.seal},
                           report);
    if (const std::optional<audit::EventLoss> loss = audit::lost_events_in(row.event)) {
        lost_ += std::min(loss->events, std::numeric_limits<std::uint64_t>::max() - lost_);
        const auto known = anchors_.find(row.node);
        // a later anchor was written after this loss had been reported
        if (known == anchors_.end() || known->second.sequence < row.sequence) {
            report.add(diag::message::audit_events_lost, {},
                       {row.node, std::to_string(row.sequence), std::to_string(loss->events),
                        loss->file.empty() ? "-" : loss->file});
        }
    }
    ends_[row.node] = {.sequence = row.sequence, .hash = row.hash};
}

void AuditChains::finish(diag::Report& report) {
    for (const auto& [node, anchor] : anchors_) {
        verifier(node); // a chain that is gone as a whole
    }
    for (const auto& [node, verifier] : verifiers_) {
        verifier.finish(report);
    }
}

std::string AuditChains::as_anchor() const {
    std::string out;
    for (const auto& [node, end] : ends_) {
        out += fmt::format("{} {} {}\n", node, end.sequence, seal::to_hex(end.hash));
    }
    return out;
}

audit::Verifier& AuditChains::verifier(const std::string& node) {
    const auto [at, is_new] = verifiers_.try_emplace(node, node, key_);
    const auto anchor = anchors_.find(node);
    if (is_new && anchor != anchors_.end()) {
        at->second.expect(anchor->second);
    }
    return at->second;
}

} // namespace renkei::daemon
