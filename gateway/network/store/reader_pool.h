// A pool of read-only connections, each lent to one caller at a time. A read sees the store as of its
// beginning.
#pragma once

#include "gateway/network/store/session/session.h"
#include "gateway/network/store/store.h"

#include <condition_variable>
#include <mutex>

namespace renkei::store {

class ReaderPool {
public:
    ReaderPool(Connect connect, const StoreContext& shared)
        : shared_(shared),
          connect_(std::move(connect)),
          free_(shared.settings.readers) {}
    diag::Result<void> read(const Store::ReadJob& job);

private:
    class Slot; // one of the concurrent readers
    diag::Result<void> read_on(std::unique_ptr<Connection>& connection, const Store::ReadJob& job);
    std::unique_ptr<Connection> take();
    void keep(std::unique_ptr<Connection> connection);

    const StoreContext& shared_;
    Connect connect_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    unsigned free_; // places
};

} // namespace renkei::store
