// Signals as values: blocked in every thread and waited for in one, so that nothing ever runs inside a handler.
#pragma once

#include <csignal>

namespace renkei::cli {

enum class Wish { stop, reload };

class Signals {
public:
    Signals();  // before any thread starts: they inherit what is blocked
    ~Signals(); // as before
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;
    Wish wait() const; // SIGTERM and SIGINT: stop; SIGHUP: reload

private:
    sigset_t waited_for_{};
    sigset_t before_{};
};

} // namespace renkei::cli
