// Many new files of one folder: each is written under a temporary name and renamed when its bytes are on
// disk, with one flush for all of them. Files that were not renamed are removed; leftovers of a killed
// process are removed by the next one. add(), append() and drop() may be called in several threads, also
// while one other thread flushes and gives names.
#pragma once

#include "gateway/core/base/atomic_file.h"
#include "gateway/core/base/file.h"
#include "gateway/core/base/file_descriptor.h"

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace renkei::base {

class StagedFiles {
public:
    // Makes the folder if it is not there, and in it a hidden one (.renkei-PID-N.part) that a lock marks as
    // in use.
    static diag::Result<StagedFiles> open(const std::filesystem::path& folder,
                                          Permissions readers = Permissions::umask);
    StagedFiles(StagedFiles&&) noexcept = default;
    StagedFiles& operator=(StagedFiles&&) = delete;
    ~StagedFiles(); // removes files that were not renamed

    using Id = std::size_t;
    diag::Result<Id> add(std::string_view bytes);
    diag::Result<void> append(Id file, std::string_view bytes); // before place()
    void drop(Id file);

    // Flushes all added files to disk. After a failure it is not known which added files are on disk, so
    // every later call fails, too.
    diag::Result<void> flush();
    // After flush(): renames a file to its name in the folder.
    diag::Result<void> place(Id file, const std::string& name, Overwrite overwrite);
    // Flushes the names to disk.
    diag::Result<void> fsync_folder();

private:
    struct Unflushed {
        std::vector<Id> files{};
        // the first of them: fdatasync() reports every failed write of an open file
        std::vector<FileDescriptor> open{};
    };
    struct Added {
        std::mutex mutex{};
        Id next = 0;
        Unflushed unflushed{};
    };

    StagedFiles(std::filesystem::path folder, std::filesystem::path staging, Permissions readers,
                FileDescriptor opened, FileDescriptor lock)
        : folder_(std::move(folder)),
          staging_(std::move(staging)),
          readers_(readers),
          opened_(std::move(opened)),
          lock_(std::move(lock)) {}
    std::filesystem::path staged(Id file) const;
    diag::Result<void> write(Id file, int flags, std::string_view bytes);
    static diag::Result<StagedFiles> make(const std::filesystem::path& folder, Permissions readers);
    diag::Result<void> try_to_flush();
    diag::Result<void> flush_each(const Unflushed& unflushed);

    std::filesystem::path folder_;
    std::filesystem::path staging_;
    Permissions readers_;
    FileDescriptor opened_; // the folder: a write that failed after this is reported by its next flush
    FileDescriptor lock_;
    std::unique_ptr<Added> added_ = std::make_unique<Added>();
    std::optional<diag::Error> failure_{}; // of a flush
};

} // namespace renkei::base
