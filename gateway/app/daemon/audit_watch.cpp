#include "gateway/app/daemon/audit_watch.h"

#include "generated/messages/audit.h"

#include <algorithm>

namespace renkei::daemon {
namespace {

using LoggedBreaks = std::set<std::tuple<diag::Message, std::string, std::string>>;

constexpr std::size_t max_remembered = 64; // and logged

bool is_new(const diag::Finding& found, LoggedBreaks& logged) {
    return logged.size() < max_remembered &&
           logged.insert({found.message, found.args.at(0), found.args.at(1)}).second;
}

// events; a view of the store is held no longer than it takes to read them
constexpr std::size_t events_at_once = 5'000;

} // namespace

void AuditWatch::begin_round() {
    chains_.emplace(ends_, store_.search_key());
    last_ = {};
    found_ = diag::Report(max_logged);
}

// The number of events read; fewer than `most`: the end is reached.
diag::Result<std::size_t> AuditWatch::read_events(std::size_t most) {
    std::size_t count = 0;
    TRY_VOID(store_.read([&](const store::Snapshot& snapshot) {
        return snapshot.audit(
            [&](const store::AuditRow& row) {
                chains_->add(row, found_);
                last_ = {row.node, row.sequence};
                return ++count < most;
            },
            last_);
    }));
    return count;
}

diag::Result<void> AuditWatch::check() {
    if (!chains_) {
        begin_round();
    }
    bool is_through = false;
    for (std::size_t seen = 0; seen < max_ && !is_through; seen += events_at_once) {
        const std::size_t most = std::min(events_at_once, max_ - seen);
        TRY(const std::size_t count, read_events(most));
        is_through = count < most;
    }
    lost_ = std::max(lost_.load(), chains_->lost());
    if (is_through) {
        chains_->finish(found_);
        ends_ = chains_->ends();
        chains_.reset();
    }
    log_damage();
    return {};
}

// Each break once: a truncated chain shows in one round only, and the next round may find other damage.
void AuditWatch::log_damage() {
    for (const diag::Finding& each : found_.findings()) {
        if (each.severity == diag::Severity::error && is_new(each, logged_)) {
            log_.event("audit-damaged", {{"node", each.args.at(0)},
                                         {"sequence", each.args.at(1)},
                                         {"problem", diag::row(each.message).id}});
        } else if (each.message == diag::message::audit_events_lost && is_new(each, logged_losses_)) {
            log_.event(diag::row(each.message).id, {{"node", each.args.at(0)},
                                                    {"sequence", each.args.at(1)},
                                                    {"times", each.args.at(2)},
                                                    {"file", each.args.at(3)}});
        }
    }
    damage_ = std::max({damage_.load(), logged_.size(), found_.count(diag::Severity::error)});
}

} // namespace renkei::daemon
