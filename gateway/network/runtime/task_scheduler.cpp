#include "gateway/network/runtime/task_scheduler.h"

#include <memory>

namespace renkei::runtime {

PeriodicTask when_due(std::string_view name, std::function<bool(Trigger)> is_due,
                      std::function<diag::Result<void>()> work) {
    return {name, [is_due = std::move(is_due), work = std::move(work),
                   last = std::make_shared<diag::Result<void>>()](Trigger trigger) {
                if (is_due(trigger)) {
                    *last = work();
                }
                return *last;
            }};
}

TaskScheduler::TaskScheduler(std::vector<PeriodicTask> tasks, Log& log, std::atomic<std::size_t>& failing)
    : tasks_(std::move(tasks)),
      last_problems_(tasks_.size()),
      log_(log),
      failing_(failing),
      thread_([this] { work(); }) {}

TaskScheduler::~TaskScheduler() { // ends the thread
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void TaskScheduler::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void TaskScheduler::work() {
    std::unique_lock lock(mutex_);
    while (!ends_) {
        changed_.wait_for(lock, std::chrono::seconds(1), [&] { return ends_ || woken_; });
        if (ends_) {
            return;
        }
        const Trigger trigger = std::exchange(woken_, false) ? Trigger::signal : Trigger::interval;
        lock.unlock();
        run_all(trigger);
        lock.lock();
    }
}

void TaskScheduler::run_all(Trigger trigger) {
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
        std::string_view problem;
        try {
            const diag::Result<void> done = tasks_[i].run(trigger);
            problem = done ? std::string_view{} : diag::row(done.error().message).id;
        } catch (const std::exception&) { // of a library: the thread goes on
            problem = "exception";
        }
        if (problem != last_problems_[i]) {
            log_.event(problem.empty() ? "task-recovered" : "task-failed",
                       {{"task", tasks_[i].name}, {"problem", problem}});
            failing_ += last_problems_[i].empty() ? 1 : 0;
            failing_ -= problem.empty() ? 1 : 0;
            last_problems_[i] = problem;
        }
    }
}

} // namespace renkei::runtime
