#include "gateway/app/daemon/signals.h"

#include "gateway/core/base/file_descriptor.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>

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

bool notify_service_manager(std::string_view state) {
    const char* const name = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    const std::string_view path = name == nullptr ? "" : name;
    if (path.empty() || path.size() >= sizeof(address.sun_path)) {
        return false;
    }
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (path.front() == '@') { // a name that is no file
        address.sun_path[0] = '\0';
    }
    const base::FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    const ssize_t sent = ::sendto(socket.number(), state.data(), state.size(), MSG_NOSIGNAL,
                                  reinterpret_cast<const sockaddr*>(&address), length);
    return sent == static_cast<ssize_t>(state.size());
}

// Either prevents the kernel's own core files. The limit of 0 is visible to operators; a core_pattern handler
// respects only the first.
void disable_core_dumps() {
    constexpr rlimit none{.rlim_cur = 0, .rlim_max = 0};
    ::prctl(PR_SET_DUMPABLE, 0);
    ::setrlimit(RLIMIT_CORE, &none);
}

} // namespace renkei::daemon
