#include "gateway/cli/signals.h"

#include <array>

namespace renkei::cli {

Signals::Signals() {
    sigemptyset(&waited_for_);
    constexpr std::array ours{SIGTERM, SIGINT, SIGHUP};
    for (const int signal : ours) {
        sigaddset(&waited_for_, signal);
        std::signal(signal, SIG_DFL); // a shell may have had us ignore it; then it would never arrive
    }
    pthread_sigmask(SIG_BLOCK, &waited_for_, nullptr);
}

Wish Signals::wait() const {
    int signal = 0;
    while (sigwait(&waited_for_, &signal) != 0) {
    }
    return signal == SIGHUP ? Wish::reload : Wish::stop;
}

} // namespace renkei::cli
