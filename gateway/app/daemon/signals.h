// The daemon's process: its signals, the notify protocol of systemd (Type=notify) without its library, no
// core dumps.
#pragma once

#include <csignal>
#include <string_view>

namespace renkei::daemon {

enum class SignalRequest { stop, reload };

// Signals are blocked in every thread and awaited in one, so no code runs inside a signal handler.
class Signals {
public:
    // Before any thread starts, because threads inherit the mask. The signals stay blocked: a second SIGTERM
    // must not interrupt the shutdown.
    Signals();
    SignalRequest wait() const; // SIGTERM and SIGINT: stop; SIGHUP: reload

private:
    sigset_t waited_for_{};
};

// "READY=1", "STOPPING=1": a datagram to the socket that $NOTIFY_SOCKET names. False: there is no socket, and
// nothing was sent.
bool notify_service_manager(std::string_view state);

// Nor may other processes of the same user read the memory: it holds keys and documents in clear.
void disable_core_dumps();

} // namespace renkei::daemon
