#include "gateway/app/daemon/scrub_task.h"

#include "gateway/network/store/persons/person_records.h"

#include <charconv>
#include <string>

namespace renkei::daemon {
namespace {

using store::DamagedVersion;

// settings of the store
constexpr std::string_view position_setting = "scrub.position";
constexpr std::string_view completed_setting = "scrub.completed"; // when the last whole round ended

constexpr std::size_t max_logged = 20; // of one part; the others are counted

double seconds_of(const std::string& millis) {
    base::Millis out = 0;
    std::from_chars(millis.data(), millis.data() + millis.size(), out);
    return static_cast<double>(out) / 1000;
}

} // namespace

diag::Result<void> ScrubTask::go_on() {
    TRY_VOID(check_records());
    const base::Millis now = store_.clock().now();
    TRY(const std::string kept, store_.read_value<std::string>([](const store::Snapshot& snapshot) {
        return snapshot.setting(position_setting);
    }));
    const store::ScrubPosition from = store::ScrubPosition::read(kept);
    if (from.document.empty() && round_ended_ && now - *round_ended_ < between_rounds) {
        return {};
    }
    TRY(const store::ScrubbedPart part, store::scrub(store_, from, bytes_));
    std::vector<DamagedVersion> damaged;
    TRY_VOID(store_.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(damaged, store::record_scrubbed(transaction, part.damaged, from, part.end));
        if (part.end.document.empty()) {
            TRY_VOID(transaction.set(completed_setting, std::to_string(now)));
        }
        return transaction.set(position_setting, part.end.text());
    }));
    log_damage(damaged);
    return part.end.document.empty() ? end_round() : diag::Result<void>();
}

diag::Result<void> ScrubTask::end_round() {
    TRY(const std::uint64_t answers, store::count_damaged_answers(store_));
    if (answers > 0) {
        log_.event("answers-damaged", {{"count", std::to_string(answers)}});
    }
    round_ended_ = store_.clock().now();
    return {};
}

diag::Result<void> ScrubTask::check_records() {
    const base::Millis now = store_.clock().now();
    if (records_checked_ && now - *records_checked_ < between_rounds) {
        return {};
    }
    TRY(const std::vector<store::UnreadRecord> damaged,
        store::unread_records([this](const store::Store::ReadJob& job) { return store_.read(job); }));
    damaged_records_ = damaged.size();
    if (!damaged.empty()) {
        log_.event("records-damaged", {{"count", std::to_string(damaged.size())}});
    }
    records_checked_ = now;
    return {};
}

diag::Result<void> ScrubTask::check_seen() {
    TRY(const auto seen, store::take_seen_damage(store_));
    if (seen.empty()) {
        return {};
    }
    std::vector<DamagedVersion> damaged;
    TRY_VOID(store_.write([&](store::Transaction& transaction) -> diag::Result<void> {
        damaged.clear(); // the job may run again
        for (const auto& [document, number] : seen) {
            TRY(std::optional<DamagedVersion> one, store::record_seen(transaction, document, number));
            if (one) {
                damaged.push_back(*std::move(one));
            }
        }
        return {};
    }));
    log_damage(damaged);
    return {};
}

void ScrubTask::log_damage(const std::vector<DamagedVersion>& damaged) {
    for (std::size_t i = 0; i < std::min(damaged.size(), max_logged); ++i) {
        log_.event("document-damaged", {{"document", damaged[i].document},
                                        {"version", std::to_string(damaged[i].number)},
                                        {"part", damaged[i].part},
                                        {"peer", damaged[i].peer}});
    }
    if (damaged.size() > max_logged) {
        log_.event("documents-damaged", {{"count", std::to_string(damaged.size() - max_logged)}});
    }
}

std::vector<http::Gauge> ScrubTask::gauges() const {
    struct Found {
        std::uint64_t damaged = 0;
        std::string completed{};
    };
    const auto found = store_.read_value<Found>([](const store::Snapshot& snapshot) -> diag::Result<Found> {
        Found out;
        TRY(out.damaged, snapshot.count_damaged());
        TRY(out.completed, snapshot.setting(completed_setting));
        return out;
    });
    if (!found) {
        return {}; // an unreadable store is reported elsewhere
    }
    return {{"renkei_documents_damaged",
             "versions of documents that are known not to open, until their sender sends them again; 0: none",
             static_cast<double>(found->damaged)},
            {"renkei_records_damaged",
             "records about persons (consents, registrations of offices, states …) that did not open at the "
             "last look; 0: none",
             static_cast<double>(damaged_records_.load())},
            {"renkei_scrub_completed_seconds",
             "when the last round through all documents ended, seconds since 1970; 0: none has",
             seconds_of(found->completed)}};
}

} // namespace renkei::daemon
