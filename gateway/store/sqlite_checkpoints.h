// Writes SQLite's log back into the database while the writer goes on: a thread with a connection of its own. Without it every
// commit that fills the log would do that for all, and everybody would wait.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

namespace renkei::store {

class SqliteCheckpoints {
public:
    explicit SqliteCheckpoints(std::filesystem::path file) : file_(std::move(file)), thread_([this] { work(); }) {}
    SqliteCheckpoints(const SqliteCheckpoints&) = delete;
    SqliteCheckpoints& operator=(const SqliteCheckpoints&) = delete;
    ~SqliteCheckpoints(); // ends what it is at

    void log_has(int pages); // told after every commit

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
