#include "gateway/network/store/sql/sqlite_checkpoints.h"

#include <sqlite3.h>

#include <memory>

namespace renkei::store {
namespace {

constexpr int worth_it = 1000; // pages of 4 KB since the last time

struct CloseDatabase {
    void operator()(sqlite3* it) const { sqlite3_close_v2(it); }
};
using CheckpointDatabase = std::unique_ptr<sqlite3, CloseDatabase>;

// Null: it cannot be opened now. Then the WAL grows until the writer checkpoints it and reports the error.
CheckpointDatabase open_database(const std::filesystem::path& file) {
    sqlite3* database = nullptr;
    const int code =
        sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    CheckpointDatabase out(database);
    if (code != SQLITE_OK ||
        sqlite3_exec(database, "PRAGMA synchronous=FULL", nullptr, nullptr, nullptr) != SQLITE_OK) {
        out.reset();
    }
    return out;
}

} // namespace

SqliteCheckpoints::~SqliteCheckpoints() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void SqliteCheckpoints::wal_has_pages(int pages) {
    const std::lock_guard lock(mutex_);
    if (pages < begun_at_) { // it was restarted
        begun_at_ = 0;
    }
    if (!is_wanted_ && pages - begun_at_ >= worth_it) {
        begun_at_ = pages;
        is_wanted_ = true;
        changed_.notify_one();
    }
}

void SqliteCheckpoints::work() {
    CheckpointDatabase database;
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stop_ || is_wanted_; });
        if (stop_) {
            return;
        }
        lock.unlock();
        if (!database) {
            database = open_database(file_);
        }
        if (database) { // frames that a reader still needs stay for the next checkpoint
            sqlite3_wal_checkpoint_v2(database.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        }
        lock.lock();
        is_wanted_ = false;
    }
}

} // namespace renkei::store
