// One walk over the audit events of all nodes: their chains are verified on the way.
#pragma once

#include "gateway/app/online/audit_filter.h"
#include "gateway/core/diag/finding.h"

#include <functional>

namespace renkei::online {

struct WalkedAudit {
    diag::Report broken{};
    std::uint64_t events = 0; // of all, wanted or not
    std::uint64_t chains = 0;
    std::uint64_t unreadable = 0;
    std::uint64_t lost = 0; // events that the chains report as lost
    std::optional<base::Millis> begins{};

    std::uint64_t breaks() const { return broken.count(diag::Severity::error) - unreadable; } // of the chains
    // Breaks and events that cannot be read; a list or a report may lack what was changed.
    ExitCode print_broken(Language language) const;
};

// `on_wanted`: false ends the walk.
diag::Result<WalkedAudit>
walk_audit(const store::Store& store, EventSelection& selection,
           const std::function<bool(const store::AuditRow&, const audit::EventSummary&)>& on_wanted);

} // namespace renkei::online
