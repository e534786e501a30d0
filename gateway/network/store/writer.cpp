#include "gateway/network/store/writer.h"

#include "gateway/core/base/crash_point.h"
#include "generated/messages/store.h"

#include <algorithm>
#include <chrono>
#include <typeinfo>

namespace renkei::store {
namespace {

constexpr unsigned max_attempts = 20; // of a job that meets another node's
constexpr std::chrono::seconds probe_interval{1};
// A commit costs nearly the same for one job as for eight. So a batch waits for as many jobs as the last one
// had, within these limits.
constexpr std::size_t max_awaited_jobs = 8;
constexpr std::chrono::milliseconds max_batch_wait{2};
constexpr unsigned savepoint_batches = 16;

// A job is its caller's code. An exception in it (out of memory) fails that caller only, not the writer.
diag::Result<void> run_job(const Store::WriteJob& job, Transaction& transaction) {
    try {
        return job(transaction);
    } catch (const std::exception& thrown) {
        return diag::fail(message::store_failed, {}, {typeid(thrown).name()});
    }
}

bool is_conflict(const diag::Result<void>& result) {
    return !result && result.error().message == message::store_conflict;
}

} // namespace

Writer::Writer(std::unique_ptr<Connection> connection, Connect connect, const StoreContext& shared)
    : shared_(shared),
      connect_(std::move(connect)),
      connection_(std::move(connection)),
      thread_(started()) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

diag::Result<void> Writer::write(const Store::WriteJob& job) {
    PendingJob waiting{.job = &job};
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() >= shared_.settings.queue) {
            return diag::fail(message::store_busy, {});
        }
        queue_.push_back(&waiting);
        if (queue_.size() == 1 || queue_.size() >= expected_) { // between them nothing changes for the writer
            changed_.notify_one(); // under the lock: once the job is done, its caller touches nothing of the
                                   // writer, which may be gone
        }
    }
    waiting.finished.wait();
    return std::move(waiting.result);
}

StoreHealth Writer::health() const {
    const std::lock_guard lock(mutex_);
    return {.writable = problem_.empty(),
            .waiting = queue_.size(),
            .problem = problem_,
            .failures = failures_,
            .last_failure = last_failure_,
            .damage = shared_.damage.text(),
            .moved = shared_.moved.text()};
}

// The location is known before the store is used.
std::thread Writer::started() {
    remember_location();
    return std::thread([this] { work(); });
}

void Writer::work() {
    for (bool stop = false; !stop;) {
        const Batch batch = next_batch(stop);
        if (!batch.empty()) {
            run_batch(batch);
        } else if (!stop) {
            probe_database();
        }
    }
}

// The next jobs; empty at the end, or if none came while the database does not work.
Writer::Batch Writer::next_batch(bool& stop) {
    std::unique_lock lock(mutex_);
    const auto ready = [&] { return stop_ || !queue_.empty(); };
    if (problem_.empty()) {
        changed_.wait(lock, ready);
    } else {
        changed_.wait_for(lock, probe_interval, ready);
    }
    if (!queue_.empty()) {
        changed_.wait_for(lock, max_batch_wait, [&] { return stop_ || queue_.size() >= expected_; });
    }
    Batch out;
    while (!queue_.empty() && out.size() < shared_.settings.batch) {
        out.push_back(queue_.front());
        queue_.pop_front();
    }
    stop = stop_ && out.empty();
    return out;
}

void Writer::run_batch(const Batch& batch) {
    if (const std::optional<diag::Error> moved = shared_.moved.error()) {
        finish(batch, tl::make_unexpected(*moved));
        return;
    }
    const bool is_together = batch.size() > 1 && savepoint_batches_left_ == 0;
    savepoint_batches_left_ -= std::min(savepoint_batches_left_, 1U);
    const Run run = is_together ? &Writer::run_without_savepoint : &Writer::run_with_savepoint;
    diag::Result<void> committed = begin();
    if (committed) {
        committed = in_transaction(batch, run);
        if (!committed && connection_ != nullptr && connection_->is_untouched() && !connection_->is_alive()) {
            committed = retry(batch, run); // it broke while it was idle, and has done nothing since
        }
        // after a broken connection it is unknown whether a commit succeeded
        if (!committed && !shared_.moved.error() && is_together && connection_ != nullptr &&
            connection_->is_alive()) {
            savepoint_batches_left_ = savepoint_batches;
            committed = retry(batch, &Writer::run_with_savepoint);
        }
    }
    if (connection_ != nullptr && connection_->damage()) {
        shared_.damage.record_if_damage(*connection_->damage());
    }
    finish(batch, committed);
}

diag::Result<void> Writer::retry(const Batch& batch, Run run) {
    TRY_VOID(begin());
    return in_transaction(batch, run);
}

// A connection that broke since the last commit mostly shows here, before any job has run, and another one is
// made.
diag::Result<void> Writer::begin() {
    if (connection_ != nullptr && connection_->is_alive()) {
        const diag::Result<void> begun = begin_on_connection();
        if (begun || connection_->is_alive()) {
            return begun;
        }
    }
    drop_connection();
    TRY(connection_, connect_again(connect_));
    return begin_on_connection();
}

// Once it has begun, the log and its index are there. The first time on a new connection may fail, for
// instance because another program is writing.
diag::Result<void> Writer::begin_on_connection() {
    TRY_VOID(connection_->begin(connection_->dialect().begin_write));
    if (!is_location_known_) {
        remember_location();
    }
    return {};
}

// After a commit, and before its answers: what was committed is found again by the next program.
diag::Result<void> Writer::check_location() const {
    std::optional<std::string> moved = shared_.place.moved_file();
    if (!moved && connection_->has_moved()) {
        moved = shared_.settings.file.filename().string();
    }
    return moved ? shared_.moved.record(*moved) : diag::Result<void>();
}

void Writer::remember_location() {
    if (shared_.settings.engine == Engine::sqlite) {
        shared_.place.set(shared_.settings.file);
    }
    is_location_known_ = true;
}

void Writer::drop_connection() {
    shared_.place.clear();
    is_location_known_ = false;
    connection_.reset();
}

diag::Result<void> Writer::in_transaction(const Batch& batch, Run run) {
    Session session(*connection_, shared_);
    diag::Result<void> done;
    for (std::size_t i = 0; i < batch.size() && done; ++i) {
        done = (this->*run)(*batch[i], session, i + 1 < batch.size() ? Place::before_others : Place::last);
    }
    if (done) {
        done = commit(batch, run);
    }
    if (done) {
        done = check_location();
    }
    if (!done && connection_->is_alive() && connection_->in_transaction()) {
        if (!connection_->script("ROLLBACK")) {
            drop_connection(); // its state is unknown
        }
    }
    return done;
}

// The last job's savepoint is released together with the commit. If that fails and the transaction is still
// there, a statement of this job failed, and nothing is committed.
diag::Result<void> Writer::commit(const Batch& batch, Run run) {
    base::crash_point("store.before-commit");
    diag::Result<void> done = connection_->script("COMMIT");
    base::crash_point("store.after-commit");
    diag::Result<void>& last = batch.back()->result;
    if (!done && last && run == &Writer::run_with_savepoint && connection_->is_aborted()) {
        last = tl::make_unexpected(done.error());
        TRY_VOID(roll_back_to_savepoint());
        done = connection_->script("COMMIT");
    }
    return done;
}

diag::Result<void> Writer::roll_back_to_savepoint() {
    return connection_->script("ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job");
}

// An error is of this job, or of a statement that an earlier job has only sent.
diag::Result<void> Writer::run_without_savepoint(PendingJob& waiting, Session& session, Place) {
    Transaction transaction(session);
    waiting.result = run_job(*waiting.job, transaction);
    return waiting.result ? diag::Result<void>() : tl::make_unexpected(waiting.result.error());
}

// It is an error if the transaction as a whole cannot go on. An error of the job is kept with the job.
diag::Result<void> Writer::run_with_savepoint(PendingJob& waiting, Session& session, Place place) {
    Connection& sql = *connection_;
    const std::optional<AuditEnd> audit_end = session.audit_end;
    TRY_VOID(sql.send("SAVEPOINT job", {}));
    Transaction transaction(session);
    ++waiting.attempts;
    waiting.result = run_job(*waiting.job, transaction);
    if (waiting.result) {
        constexpr std::string_view release = "RELEASE SAVEPOINT job";
        // an error is of a statement that was only sent
        waiting.result =
            place == Place::last ? sql.send(release, {}) : sql.run(release, {}).map([](std::uint64_t) {});
    }
    if (waiting.result) {
        return {};
    }
    if (!sql.is_alive() || !sql.in_transaction()) {
        return tl::make_unexpected(waiting.result.error());
    }
    session.audit_end = audit_end;
    return roll_back_to_savepoint();
}

// Success is reported only after the commit. A job with a conflict goes back to the head of the queue.
void Writer::finish(const Batch& batch, const diag::Result<void>& committed) {
    Batch finished;
    {
        const std::lock_guard lock(mutex_);
        expected_ = committed
                        ? std::min({max_awaited_jobs, shared_.settings.batch, batch.size() + queue_.size()})
                        : 1;
        problem_ = committed ? ""
                             : diag::sentence(committed.error().message, committed.error().args,
                                              diag::Language::english);
        if (!committed) {
            ++failures_;
            last_failure_ = problem_;
            shared_.damage.record_if_damage(committed.error());
        }
        for (auto it = batch.rbegin(); it != batch.rend(); ++it) {
            PendingJob& waiting = **it;
            if (!committed) {
                waiting.result = tl::make_unexpected(committed.error());
            }
            if (is_conflict(waiting.result) && waiting.attempts < max_attempts) {
                queue_.push_front(&waiting);
            } else {
                finished.push_back(&waiting);
            }
        }
    }
    for (auto it = finished.rbegin(); it != finished.rend(); ++it) { // in the order of arrival
        (*it)->finished.set();
    }
}

// A gateway that reports a failed store gets no submissions, so it probes the database itself.
void Writer::probe_database() {
    const Store::WriteJob note = [](Transaction& transaction) {
        return transaction.set("store.works", "yes");
    };
    PendingJob waiting{.job = &note};
    run_batch({&waiting});
}

} // namespace renkei::store
