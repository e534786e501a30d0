// Signals are blocked in every thread and awaited in one, so no code runs inside a signal handler.
#pragma once

#include <csignal>

namespace renkei::daemon {

enum class SignalRequest { stop, reload };

class Signals {
public:
    // Before any thread starts, because threads inherit the mask. The signals stay blocked: a second SIGTERM
    // must not interrupt the shutdown.
    Signals();
    SignalRequest wait() const; // SIGTERM and SIGINT: stop; SIGHUP: reload

private:
    sigset_t waited_for_{};
};

} // namespace renkei::daemon
