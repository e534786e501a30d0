// Whether the open database and its SQLite files are still the ones under their names. A commit into a file
// that was removed, renamed or replaced is lost with the last program that has it open, although SQLite
// reports success.
#pragma once

#include "gateway/core/diag/result.h"

#include <sys/types.h>

#include <array>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

namespace renkei::store {

// Identifies a file independent of its name (POSIX sys/stat.h).
struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const FileIdentity&) const = default;
};
// Links are followed. No file: an inode of 0.
FileIdentity identity_of(const std::filesystem::path& file);

class FileLocation {
public:
    // Of an open database: the file, its `-wal` and its `-shm`, as they are now.
    explicit FileLocation(const std::filesystem::path& file);
    // The name of the first that is missing or replaced; none: all are in place.
    std::optional<std::string> moved_file() const;

private:
    struct File {
        std::filesystem::path name{};
        FileIdentity identity{};
    };
    std::array<File, 3> files_{};
};

// The files of the writing connection, for any thread. SQLite removes and creates files between the end of
// one such connection and the start of the next, so the location is unknown meanwhile.
class CurrentFileLocation {
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
    std::optional<FileLocation> place_{};
};

// The first file that was found moved. It is kept until the end: later commits would not be found by the next
// program.
class MovedFileRecord {
public:
    // `store_failed`, as every later writer gets it.
    tl::unexpected<diag::Error> record(const std::string& file);
    std::optional<diag::Error> error() const; // nothing: none was found
    std::string text() const;                 // empty: likewise

private:
    mutable std::mutex mutex_;
    std::string file_{}; // a name without folders: callers may get the error
};

} // namespace renkei::store
