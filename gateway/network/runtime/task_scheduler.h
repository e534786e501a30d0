// A thread that runs periodic tasks once a second, and at once when it is woken (SIGHUP). A failure is logged
// once (task-failed), and again when the reason changes; then task-recovered.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/runtime/log.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace renkei::runtime {

enum class Trigger : std::uint8_t { interval, signal };

struct PeriodicTask {
    std::string_view name; // for the log
    std::function<diag::Result<void>(Trigger)> run;
};

// A task that works only when `is_due`. In between its result is that of its last work, so a failure lasts
// until the work succeeds.
PeriodicTask when_due(std::string_view name, std::function<bool(Trigger)> is_due,
                      std::function<diag::Result<void>()> work);

class TaskScheduler {
public:
    // `failing` outlives it: the number of tasks whose last run failed. Several schedulers may share it.
    TaskScheduler(std::vector<PeriodicTask> tasks, Log& log, std::atomic<std::size_t>& failing);
    ~TaskScheduler(); // ends the thread
    void wake();      // runs all tasks now

private:
    void work();
    void run_all(Trigger trigger);

    std::vector<PeriodicTask> tasks_;
    std::vector<std::string_view> last_problems_; // message id per task; empty: it works
    Log& log_;
    std::atomic<std::size_t>& failing_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    bool ends_ = false;
    std::thread thread_;
};

} // namespace renkei::runtime
