#include "gateway/app/daemon/signals.h"

#include <array>

namespace renkei::daemon {

Signals::Signals() {
    sigemptyset(&waited_for_);
    constexpr std::array ours{SIGTERM, SIGINT, SIGHUP};
    for (const int signal : ours) {
        sigaddset(&waited_for_, signal);
        std::signal(signal, SIG_DFL); // a shell may have had us ignore it; then it would never arrive
    }
    pthread_sigmask(SIG_BLOCK, &waited_for_, nullptr);
}

SignalRequest Signals::wait() const {
    int signal = 0;
    while (sigwait(&waited_for_, &signal) != 0) {
    }
    return signal == SIGHUP ? SignalRequest::reload : SignalRequest::stop;
}

} // namespace renkei::daemon
