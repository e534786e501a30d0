#include "gateway/network/store/audit_spool.h"

#include "gateway/core/base/crash_point.h"
#include "gateway/network/audit/facts.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace renkei::store {
namespace {

constexpr std::string_view ending = "-events";        // of the file's name, behind the store's
constexpr std::string_view position_name = "journal"; // of the setting
constexpr std::string_view reported_name =
    "journal-lost"; // of the setting with the last reported copy of a foreign file

constexpr auto drain_interval = std::chrono::milliseconds(20); // events of this time share a commit
constexpr auto retry_interval = std::chrono::seconds(1);
constexpr std::size_t max_waiting = 1024;        // and as many that are being drained
constexpr std::uint64_t restart_size = 1U << 20; // bytes
constexpr std::uint64_t max_file_size = 8U << 20;
constexpr auto late = std::chrono::seconds(1); // events are refused while writing the batch takes longer
constexpr auto refused_for = std::chrono::seconds(5);

// In the folder of the file itself, as SQLite's WAL: symbolic links are resolved.
std::filesystem::path spool_file_of(const std::filesystem::path& store) {
    std::error_code failed;
    std::filesystem::path out = std::filesystem::weakly_canonical(store, failed);
    if (failed) {
        out = store;
    }
    out += ending;
    return out;
}

// Tagged: without the key, a writer of the database cannot claim that an event is in the chain.
std::string tagged_position(const SpoolPosition& place, const seal::Hash& key) {
    constexpr std::size_t digits = 16;
    const std::string text = place.text();
    return fmt::format("{} {}", text, seal::to_hex(seal::keyed_hash(key, {"place", text})).substr(0, digits));
}

// The position in the text; that of an empty text is before everything. Nothing if the tag is not ours.
std::optional<SpoolPosition> read_position(std::string_view text, const seal::Hash& key) {
    const SpoolPosition place = SpoolPosition::parse(text.substr(0, text.rfind(' ')));
    return text.empty()                          ? std::optional(SpoolPosition{})
           : text == tagged_position(place, key) ? std::optional(place)
                                                 : std::nullopt;
}

std::string report_of(std::uint64_t generation, std::string_view copy) {
    return fmt::format("{} {}", generation, copy);
}

audit::Event loss(const LostEvents& lost, base::Millis now) {
    return {.at = now,
            .action = audit::Action::execute,
            .interaction = std::string(audit::events_lost),
            .outcome = audit::Outcome::serious,
            .reason = fmt::format("damaged before they came into the chain: {} events", lost.count),
            .times = lost.count,
            .file = lost.file};
}

} // namespace

AuditSpool::AuditSpool(Write write, const StoreContext& shared, AuditSpoolFile file)
    : write_(std::move(write)),
      shared_(shared),
      key_(audit_spool_key(shared.keys.search)),
      file_(std::move(file)) {
    waiting_.reserve(max_waiting);
}

diag::Result<std::unique_ptr<AuditSpool>> AuditSpool::open(Write write, const StoreContext& shared) {
    TRY(AuditSpoolFile opened,
        AuditSpoolFile::open(spool_file_of(shared.settings.file), audit_spool_key(shared.keys.search)));
    if (!opened.ok()) {
        return nullptr;
    }
    std::unique_ptr<AuditSpool> out(new AuditSpool(std::move(write), shared, std::move(opened)));
    TRY_VOID(out->recover());
    out->thread_ = std::thread([audit_spool = out.get()] { audit_spool->work(); });
    return out;
}

AuditSpool::~AuditSpool() {
    if (!thread_.joinable()) {
        return; // it was never opened as a whole
    }
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    noted_.notify_one();
    thread_.join();
}

bool AuditSpool::is_refusing() const {
    const std::lock_guard lock(mutex_);
    // only the next event shows whether it still is
    return problem_ || (refused_ && Clock::now() - refused_at_ < refused_for);
}

std::string AuditSpool::problem() const {
    const std::lock_guard lock(mutex_);
    const std::optional<diag::Error>& why = problem_ ? problem_ : refused_ ? refused_ : replace_error_;
    return why ? diag::sentence(why->message, why->args, diag::Language::english) : std::string();
}

bool AuditSpool::is_late() const { return under_way_since_ && Clock::now() - *under_way_since_ > late; }

bool AuditSpool::is_full() const { return waiting_.size() >= max_waiting || file_.size() >= max_file_size; }

diag::Result<void> AuditSpool::append_audit(const audit::Event& event) {
    std::string facts = audit::to_facts(event, shared_.settings.base);
    std::unique_lock lock(mutex_);
    const std::uint64_t tried = attempts_;
    if (problem_) { // perhaps the database works again
        retry_requested_ = true;
        noted_.notify_one();
    }
    room_.wait(lock, [&] { return problem_ ? attempts_ != tried : !is_full() && !is_late(); });
    if (problem_) {
        return tl::make_unexpected(*problem_);
    }
    if (const diag::Result<void> kept = file_.append(facts); !kept) {
        refused_ = kept.error();
        refused_at_ = Clock::now();
        return kept;
    }
    refused_.reset();
    base::crash_point("audit-spool.appended");
    waiting_.push_back(std::move(facts)); // there is room: what stands in the file must not be missed here
    if (waiting_.size() == 1 || is_full()) {
        noted_.notify_one();
    }
    return {};
}

// Once: an earlier attempt may have been committed although it reported an error.
diag::Result<void> AuditSpool::drain(const SpoolBatch& batch, Try which) const {
    return write_([&](Transaction& transaction) -> diag::Result<void> {
        if (which == Try::again) {
            TRY(const std::string place, transaction.setting(position_name));
            if (place == tagged_position(batch.end, key_)) {
                return {};
            }
        }
        for (const std::string& facts : batch.facts) {
            TRY_VOID(transaction.audit_facts(facts));
        }
        if (!batch.reported.empty()) {
            TRY_VOID(transaction.set(reported_name, batch.reported));
        }
        return transaction.set(position_name, tagged_position(batch.end, key_));
    });
}

diag::Result<void> AuditSpool::recover() {
    std::string text;
    std::string reported;
    TRY_VOID(write_([&](Transaction& transaction) -> diag::Result<void> {
        TRY(text, transaction.setting(position_name));
        TRY(reported, transaction.setting(reported_name));
        return {};
    }));
    const std::optional<SpoolPosition> known = read_position(text, key_);
    const SpoolPosition place = known.value_or(SpoolPosition{});
    TRY(SpoolRemainder left, file_.read_after(place));
    if (!known) { // the drained position was changed, so drained events cannot be distinguished
        left.lost = std::max<std::uint64_t>(left.lost + left.facts.size(), 1);
        left.facts.clear();
    }
    // and from then on nothing of this generation
    SpoolBatch batch{.facts = std::move(left.facts),
                     .end = {std::max(place.generation, left.end.generation) + 1, 0}};
    if (left.lost != 0) {
        TRY(const std::string copy, file_.save_copy());
        // a file of this store is known by its generation; another one by what it is, as long as nothing came
        // in since
        if (!left.is_foreign || place.number != 0 || reported != report_of(place.generation, copy)) {
            lost_ = {left.lost, copy};
            batch.facts.push_back(audit::to_facts(loss(lost_, shared_.clock->now()), shared_.settings.base));
        }
        batch.reported = left.is_foreign ? report_of(batch.end.generation, copy) : "";
    }
    TRY_VOID(drain(batch, Try::first));
    base::crash_point("audit-spool.recovered");
    (void)file_.restart(batch.end.generation); // else before the first event
    return {};
}

// A full queue is no failure.
diag::Result<void> AuditSpool::drain_with_retry(const SpoolBatch& batch, Try which) const {
    for (;;) {
        diag::Result<void> done = drain(batch, which);
        if (done || done.error().message != message::store_busy) {
            return done;
        }
        std::this_thread::sleep_for(drain_interval);
    }
}

diag::Result<void> AuditSpool::check(const StoreSettings& settings) {
    return AuditSpoolFile::check(spool_file_of(settings.file));
}

bool AuditSpool::has_events(const StoreSettings& settings) {
    std::error_code missing;
    return std::filesystem::file_size(spool_file_of(settings.file), missing) > max_first_line && !missing;
}

diag::Result<SpooledEvents> AuditSpool::waiting(const Store& store, const StoreContext& shared) {
    const seal::Hash key = audit_spool_key(shared.keys.search);
    const auto place_now = [&]() -> diag::Result<SpoolPosition> {
        TRY(const std::string text, store.read_value<std::string>([](const Snapshot& snapshot) {
            return snapshot.setting(position_name);
        }));
        return read_position(text, key).value_or(SpoolPosition{});
    };
    const std::filesystem::path path = spool_file_of(shared.settings.file);
    TRY(SpoolPosition place, place_now());
    TRY(const SpoolRemainder left, AuditSpoolFile::look(path, key, place));
    const SpooledEvents out{.count = left.facts.size() + left.lost, .damaged = left.lost, .file = path};
    const Clock::time_point end = Clock::now() + late;
    while (out.count != 0 && Clock::now() < end) {
        if (left.lost == 0 && place >= left.end) {
            return SpooledEvents{};
        }
        std::this_thread::sleep_for(drain_interval);
        TRY(place, place_now());
    }
    return out;
}

// The file was deleted or replaced. Events under way were drained from memory; waiting ones go to the new
// file, where the next program finds them.
diag::Result<void> AuditSpool::replace_file() {
    TRY(AuditSpoolFile fresh, AuditSpoolFile::open(spool_file_of(shared_.settings.file), key_));
    if (!fresh.ok()) {
        return diag::fail(message::store_busy, {});
    }
    TRY(const std::string strange, fresh.content());
    if (!strange.empty()) {
        TRY_VOID(fresh.save_copy());
    }
    TRY_VOID(fresh.restart(file_.end().generation + 1));
    for (const std::string& facts : waiting_) {
        TRY_VOID(fresh.append(facts));
    }
    file_ = std::move(fresh);
    return {};
}

void AuditSpool::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        noted_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
        noted_.wait_for(lock, drain_interval, [this] { return stop_ || is_full(); });
        if (waiting_.empty()) {
            return;
        }
        const SpoolBatch batch{.facts = std::exchange(waiting_, {}), .end = file_.end()};
        waiting_.reserve(max_waiting);
        under_way_since_ = Clock::now();
        room_.notify_all();
        Try which = Try::first;
        do {
            lock.unlock();
            const diag::Result<void> done = drain_with_retry(batch, std::exchange(which, Try::again));
            lock.lock();
            ++attempts_;
            if (done) {
                problem_.reset();
                under_way_since_.reset();
            } else {
                problem_ = done.error();
            }
            room_.notify_all();
            if (problem_) {
                noted_.wait_for(lock, retry_interval, [this] { return stop_ || retry_requested_; });
                retry_requested_ = false;
            }
        } while (problem_ && !stop_);
        if (problem_) {
            return; // the next program drains it
        }
        base::crash_point("audit-spool.drained");
        if (file_.is_replaced()) {
            const diag::Result<void> done = replace_file();
            replace_error_ = done ? std::nullopt : std::optional(done.error());
        }
        if (waiting_.empty() && file_.size() >= restart_size) {
            (void)file_.restart(file_.end().generation + 1); // else before the next event
            room_.notify_all();
        }
    }
}

} // namespace renkei::store
