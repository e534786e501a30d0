// The one thread that writes. Waiting jobs share a commit (group commit): it runs all of them, commits, and
// wakes their callers. Jobs rarely fail, and a savepoint costs a third of a short job, so a batch runs
// without savepoints. After a failure the batch is rolled back and runs again with a savepoint for each job,
// as do the next few batches, so that only the failed job is undone. If the last batch had several jobs, the
// next one waits up to 2 ms for as many; a single job does not wait.
#pragma once

#include "gateway/core/base/one_shot_event.h"
#include "gateway/network/store/session/session.h"
#include "gateway/network/store/store.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace renkei::store {

class Writer {
public:
    Writer(std::unique_ptr<Connection> connection, Connect connect, const StoreContext& shared);
    ~Writer(); // executes the waiting jobs
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    diag::Result<void> write(const Store::WriteJob& job);
    StoreHealth health() const;

private:
    // A waiting caller's job: destroyed as soon as `finished` is set.
    struct PendingJob {
        const Store::WriteJob* job;
        diag::Result<void> result{};
        unsigned attempts = 0;
        base::OneShotEvent finished{};
    };
    using Batch = std::vector<PendingJob*>;

    std::thread started();
    void work();
    Batch next_batch(bool& stop);
    enum class Place : std::uint8_t { before_others, last }; // of a job in its batch
    using Run = diag::Result<void> (Writer::*)(PendingJob&, Session&, Place);
    void run_batch(const Batch& batch);
    diag::Result<void> retry(const Batch& batch, Run run);
    diag::Result<void> in_transaction(const Batch& batch, Run run);
    diag::Result<void> commit(const Batch& batch, Run run);
    diag::Result<void> run_without_savepoint(PendingJob& waiting, Session& session, Place place);
    diag::Result<void> run_with_savepoint(PendingJob& waiting, Session& session, Place place);
    diag::Result<void> roll_back_to_savepoint();
    diag::Result<void> begin();
    diag::Result<void> begin_on_connection();
    diag::Result<void> check_location() const;
    void remember_location();
    void drop_connection();
    void finish(const Batch& batch, const diag::Result<void>& committed);
    void probe_database();

    const StoreContext& shared_;
    Connect connect_;
    std::unique_ptr<Connection> connection_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<PendingJob*> queue_;
    std::string problem_; // of the last commit
    std::uint64_t failures_ = 0;
    std::string last_failure_;
    std::size_t expected_ = 1;            // expected jobs of the next batch
    unsigned savepoint_batches_left_ = 0; // further batches to run with savepoints
    bool is_location_known_ = false;
    bool stop_ = false;
    std::thread thread_; // last: everything above is there when it starts
};

} // namespace renkei::store
