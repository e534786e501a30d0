// Signals as values: blocked in every thread and waited for in one, so that nothing ever runs inside a handler.
#pragma once

#include <csignal>

namespace renkei::cli {

enum class Wish { stop, reload };

class Signals {
public:
    // Before any thread starts: they inherit what is blocked. It stays so: whoever asks twice to stop must not cut what is being ended.
    Signals();
    Wish wait() const; // SIGTERM and SIGINT: stop; SIGHUP: reload

private:
    sigset_t waited_for_{};
};

} // namespace renkei::cli
