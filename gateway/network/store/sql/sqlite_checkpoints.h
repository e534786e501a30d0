// Writes SQLite's WAL back into the database in a thread with its own connection, so that commits do not wait
// for the checkpoint.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

namespace renkei::store {

class SqliteCheckpoints {
public:
    explicit SqliteCheckpoints(std::filesystem::path file)
        : file_(std::move(file)),
          thread_([this] { work(); }) {}
    SqliteCheckpoints(const SqliteCheckpoints&) = delete;
    SqliteCheckpoints& operator=(const SqliteCheckpoints&) = delete;
    ~SqliteCheckpoints(); // finishes the current checkpoint

    void wal_has_pages(int pages); // called after every commit

private:
    void work();

    std::filesystem::path file_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int begun_at_ = 0; // pages that the log had then
    bool is_wanted_ = false;
    bool stop_ = false;
    std::thread thread_; // last: everything above is there when it starts
};

} // namespace renkei::store
