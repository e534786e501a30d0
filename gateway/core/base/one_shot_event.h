// An event that one thread sets once and another waits for. The waiting thread may destroy it when wait()
// returns: set() touches nothing of it afterwards, so no lock is needed.
#pragma once

#include <semaphore.h>

#include <cerrno>

namespace renkei::base {

class OneShotEvent {
public:
    OneShotEvent() { sem_init(&semaphore_, 0, 0); }
    ~OneShotEvent() { sem_destroy(&semaphore_); }
    OneShotEvent(const OneShotEvent&) = delete;
    OneShotEvent& operator=(const OneShotEvent&) = delete;

    void set() { sem_post(&semaphore_); }
    void wait() {
        while (sem_wait(&semaphore_) != 0 && errno == EINTR) {
        }
    }

private:
    // POSIX: may be destroyed when sem_wait has returned (a condition variable may not while it is notified)
    sem_t semaphore_;
};

} // namespace renkei::base
