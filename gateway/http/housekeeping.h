// A thread that does small chores once a second, and at once when it is woken (SIGHUP). A chore that fails is told once, and again
// when it fails in another way or works again.
#pragma once

#include "gateway/diag/result.h"
#include "gateway/http/log.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace renkei::http {

enum class Cause : std::uint8_t { second, signal };

struct Chore {
    std::string_view name; // for the log
    std::function<diag::Result<void>(Cause)> run;
};

class Housekeeping {
public:
    // `failing` outlives it, and may count those of others, too: chores that failed the last time.
    Housekeeping(std::vector<Chore> chores, Log& log, std::atomic<std::size_t>& failing);
    ~Housekeeping(); // ends the thread
    void wake();     // all chores now

private:
    void work();
    void run_all(Cause cause);

    std::vector<Chore> chores_;
    std::vector<std::string_view> told_; // id of what failed, per chore; empty: it works
    Log& log_;
    std::atomic<std::size_t>& failing_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    bool ends_ = false;
    std::thread thread_;
};

} // namespace renkei::http
