#include "gateway/http/housekeeping.h"

namespace renkei::http {


Housekeeping::Housekeeping(std::vector<Chore> chores, Log& log, std::atomic<std::size_t>& failing)
    : chores_(std::move(chores))
    , told_(chores_.size())
    , log_(log)
    , failing_(failing)
    , thread_([this] { work(); }) {}

Housekeeping::~Housekeeping() { // ends the thread
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Housekeeping::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void Housekeeping::work() {
    std::unique_lock lock(mutex_);
    while (!ends_) {
        changed_.wait_for(lock, std::chrono::seconds(1), [&] { return ends_ || woken_; });
        if (ends_) {
            return;
        }
        const Cause cause = std::exchange(woken_, false) ? Cause::signal : Cause::second;
        lock.unlock();
        run_all(cause);
        lock.lock();
    }
}

void Housekeeping::run_all(Cause cause) {
    for (std::size_t i = 0; i < chores_.size(); ++i) {
        std::string_view problem;
        try {
            const diag::Result<void> done = chores_[i].run(cause);
            problem = done ? std::string_view{} : diag::row(done.error().message).id;
        } catch (const std::exception&) { // of a library: the thread goes on
            problem = "exception";
        }
        if (problem != told_[i]) {
            log_.event(problem.empty() ? "chore-works-again" : "chore-failed", {{"chore", chores_[i].name}, {"problem", problem}});
            failing_ += told_[i].empty() ? 1 : 0;
            failing_ -= problem.empty() ? 1 : 0;
            told_[i] = problem;
        }
    }
}

} // namespace renkei::http
