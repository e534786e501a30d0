// Connections that only read, lent to one caller at a time; each read sees the store as it is at its beginning.
#pragma once

#include "gateway/store/session.h"
#include "gateway/store/store.h"

#include <condition_variable>
#include <mutex>

namespace renkei::store {

class Readers {
public:
    Readers(Connect connect, const Shared& shared) : shared_(shared), connect_(std::move(connect)), free_(shared.settings.readers) {}
    diag::Result<void> read(const Store::ReadJob& job);

private:
    class Place; // one of those who may read at once
    diag::Result<std::unique_ptr<Connection>> begin();
    std::unique_ptr<Connection> take();
    void keep(std::unique_ptr<Connection> connection);

    const Shared& shared_;
    Connect connect_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    unsigned free_; // places
};

} // namespace renkei::store
