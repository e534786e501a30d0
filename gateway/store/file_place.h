// Whether a database and the files that SQLite keeps beside it are still the ones under their names. What is committed into a file that was
// removed, renamed or replaced is gone with the last program that has it open, and SQLite reports success all the same.
#pragma once

#include "gateway/diag/result.h"

#include <array>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <sys/types.h>

namespace renkei::store {

// A file of this machine, whatever it is called (POSIX sys/stat.h).
struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const FileIdentity&) const = default;
};
// Links are followed. No file: an inode of 0.
FileIdentity identity_of(const std::filesystem::path& file);

class FilePlace {
public:
    // Of an open database: the file, its `-wal` and its `-shm`, as they are now.
    explicit FilePlace(const std::filesystem::path& file);
    // The name of the first that is missing or another file; nothing: all are in their place.
    std::optional<std::string> moved_file() const;

private:
    struct File {
        std::filesystem::path name{};
        FileIdentity identity{};
    };
    std::array<File, 3> files_{};
};

// Those of the connection that writes, which may be looked at from any thread. SQLite removes and makes files while such a connection ends and
// another one begins, so the place is unknown meanwhile.
class CurrentPlace {
public:
    void set(const std::filesystem::path& file) {
        const std::lock_guard lock(mutex_);
        place_.emplace(file);
    }
    void clear() {
        const std::lock_guard lock(mutex_);
        place_.reset();
    }
    std::optional<std::string> moved_file() const {
        const std::lock_guard lock(mutex_);
        return place_ ? place_->moved_file() : std::nullopt;
    }

private:
    mutable std::mutex mutex_;
    std::optional<FilePlace> place_{};
};

// Which file was found moved first. Once found it stays: what was committed meanwhile is not where the next program looks.
class Moved {
public:
    // `store_failed`, as every later writer gets it.
    tl::unexpected<diag::Error> note(const std::string& file);
    std::optional<diag::Error> error() const; // nothing: none was found
    std::string words() const;                // empty: likewise

private:
    mutable std::mutex mutex_;
    std::string file_{}; // a name without folders: callers may get the error
};

} // namespace renkei::store
