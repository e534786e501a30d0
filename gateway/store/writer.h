// The one thread that writes. Jobs that wait share a commit: it takes all of them, runs them, commits, and wakes their callers. Hardly any
// job fails, and a savepoint costs a third of a short one; so a batch does without. If something fails, the batch is undone and runs once more,
// each job with a savepoint of its own, as do the next few batches: what failed is then undone alone. Where the last batch had company, the next one waits up to 2 ms for as many; a job that comes alone waits for nobody.
#pragma once

#include "gateway/base/signal.h"
#include "gateway/store/session.h"
#include "gateway/store/store.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace renkei::store {

class Writer {
public:
    Writer(std::unique_ptr<Connection> connection, Connect connect, const Shared& shared);
    ~Writer(); // writes what waits
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    diag::Result<void> write(const Store::WriteJob& job);
    Health health() const;

private:
    // A caller that waits: gone as soon as it has been told.
    struct Waiting {
        const Store::WriteJob* job;
        diag::Result<void> result{};
        unsigned attempts = 0;
        base::Signal finished{};
    };
    using Batch = std::vector<Waiting*>;

    std::thread started();
    void work();
    Batch next_batch(bool& stop);
    using Run = diag::Result<void> (Writer::*)(Waiting&, Session&);
    void carry_out(const Batch& batch);
    diag::Result<void> once_more(const Batch& batch);
    diag::Result<void> in_transaction(const Batch& batch, Run run);
    diag::Result<void> run_together(Waiting& waiting, Session& session);
    diag::Result<void> run_apart(Waiting& waiting, Session& session);
    diag::Result<void> begin();
    diag::Result<void> begin_on_connection();
    diag::Result<void> check_place() const;
    void remember_place();
    void drop_connection();
    void finish(const Batch& batch, const diag::Result<void>& committed);
    void look_whether_it_works();

    const Shared& shared_;
    Connect connect_;
    std::unique_ptr<Connection> connection_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Waiting*> queue_;
    std::string problem_; // of the last commit
    std::uint64_t failures_ = 0;
    std::string last_failure_;
    std::size_t expected_ = 1; // jobs of the next batch, by those of the last one and those that came meanwhile
    unsigned wary_ = 0;        // batches that are still to run with savepoints
    bool is_place_known_ = false;
    bool stop_ = false;
    std::thread thread_; // last: everything above is there when it starts
};

} // namespace renkei::store
