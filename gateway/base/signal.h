// One thread waits until another says so, once. Who waits may destroy it as soon as it has been told: who tells touches nothing of it
// afterwards, so that no lock is needed, which the woken thread would only wait for.
#pragma once

#include <cerrno>
#include <semaphore.h>

namespace renkei::base {

class Signal {
public:
    Signal() { sem_init(&semaphore_, 0, 0); }
    ~Signal() { sem_destroy(&semaphore_); }
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    void give() { sem_post(&semaphore_); }
    void await() {
        while (sem_wait(&semaphore_) != 0 && errno == EINTR) {
        }
    }

private:
    sem_t semaphore_; // POSIX: may be destroyed when sem_wait has returned (a condition variable may not while it is notified)
};

} // namespace renkei::base
