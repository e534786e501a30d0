// One walk over the audit events of all nodes: their chains are verified on the way.
#pragma once

#include "gateway/app/daemon/audit_chains.h"
#include "gateway/app/online/audit/audit_filter.h"
#include "gateway/app/online/setup/command_line.h"
#include "gateway/core/diag/finding.h"

#include <functional>
#include <string>

namespace renkei::online {

// Anchors of audit chains: a file with a line per node, "NODE SEQUENCE HASH", kept where a person who can
// change the store cannot change it. With an anchor, a truncated chain is detected, too.
// No file: no anchors. One without a line is wrong, because nothing would be compared.
diag::Result<daemon::Anchors> read_anchors(const std::string& file);

struct WalkedAudit {
    diag::Report broken{};
    std::uint64_t events = 0; // of all, wanted or not
    std::uint64_t chains = 0;
    std::uint64_t anchored = 0; // chains that an anchor names
    std::uint64_t unreadable = 0;
    std::uint64_t lost = 0; // events that the chains report as lost
    std::optional<base::Millis> begins{};

    std::uint64_t breaks() const { return broken.count(diag::Severity::error) - unreadable; } // of the chains
    // Breaks and events that cannot be read; a list or a report may lack what was changed. Of lost events an
    // event reports, which a list shows.
    enum class LostEvents : std::uint8_t { printed, left_to_the_list };
    ExitCode print_broken(LostEvents of_lost, Language language) const;
};

// `on_wanted`: false ends the walk; what it has is then only a part of the chains.
diag::Result<WalkedAudit>
walk_audit(const store::Store& store, EventSelection& selection, const daemon::Anchors& anchors,
           const std::function<bool(const store::AuditRow&, const audit::EventSummary&)>& on_wanted);

} // namespace renkei::online
