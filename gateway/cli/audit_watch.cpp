#include "gateway/cli/audit_watch.h"

#include <algorithm>

namespace renkei::cli {
namespace {

constexpr std::size_t page = 5'000; // events; a view of the store is held no longer than it takes to read them

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
    for (std::size_t seen = 0; seen < most_ && !is_through; seen += page) {
        const std::size_t most = std::min(page, most_ - seen);
        TRY(const std::size_t count, read_events(most));
        is_through = count < most;
    }
    if (is_through) {
        end_round();
    } else {
        tell_of_damage();
    }
    return {};
}

void AuditWatch::end_round() {
    const std::size_t within = found_.count(diag::Severity::error);
    chains_->finish(found_);
    tell_of_damage();
    cut_ += found_.count(diag::Severity::error) - within;
    ends_ = chains_->ends();
    chains_.reset();
}

void AuditWatch::tell_of_damage() {
    const std::size_t count = cut_ + found_.count(diag::Severity::error);
    if (count <= damage_) {
        return;
    }
    damage_ = count;
    const auto& first = *std::ranges::find(found_.findings(), diag::Severity::error, &diag::Finding::severity);
    log_.event("audit-damaged", {{"node", first.args.at(0)}, {"event", first.args.at(1)}, {"problem", diag::row(first.message).id}, {"found", std::to_string(count)}});
}

} // namespace renkei::cli
