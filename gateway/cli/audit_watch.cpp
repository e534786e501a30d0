#include "gateway/cli/audit_watch.h"

#include <algorithm>

namespace renkei::cli {
namespace {

using Told = std::set<std::tuple<diag::Message, std::string, std::string>>;

constexpr std::size_t most_remembered = 64; // and told

bool is_new(const diag::Finding& found, Told& told) {
    return told.size() < most_remembered && told.insert({found.message, found.args.at(0), found.args.at(1)}).second;
}

constexpr std::size_t events_at_once = 5'000; // events; a view of the store is held no longer than it takes to read them

} // namespace

void AuditWatch::begin_round() {
    chains_.emplace(ends_, store_.search_key());
    last_ = {};
    found_ = diag::Report(most_told);
}

// How many there were; fewer than asked for: the end is reached.
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

diag::Result<void> AuditWatch::look() {
    if (!chains_) {
        begin_round();
    }
    bool is_through = false;
    for (std::size_t seen = 0; seen < most_ && !is_through; seen += events_at_once) {
        const std::size_t most = std::min(events_at_once, most_ - seen);
        TRY(const std::size_t count, read_events(most));
        is_through = count < most;
    }
    lost_ = std::max(lost_.load(), chains_->lost());
    if (is_through) {
        chains_->finish(found_);
        ends_ = chains_->ends();
        chains_.reset();
    }
    tell_of_damage();
    return {};
}

// Each break once: an end that was cut is seen in one round only, and what is damaged now may be other than what was.
void AuditWatch::tell_of_damage() {
    for (const diag::Finding& each : found_.findings()) {
        if (each.severity == diag::Severity::error && is_new(each, told_)) {
            log_.event("audit-damaged", {{"node", each.args.at(0)}, {"sequence", each.args.at(1)}, {"problem", diag::row(each.message).id}});
        } else if (each.message == diag::Message::audit_events_lost && is_new(each, losses_told_)) {
            log_.event(diag::row(each.message).id, {{"node", each.args.at(0)}, {"sequence", each.args.at(1)}, {"times", each.args.at(2)}, {"file", each.args.at(3)}});
        }
    }
    damage_ = std::max({damage_.load(), told_.size(), found_.count(diag::Severity::error)});
}

} // namespace renkei::cli
