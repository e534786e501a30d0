// A file that is replaced atomically: it is written under a temporary name beside its own and renamed when
// complete, so a reader sees the old file or the new one. A device, a FIFO or a socket is written directly,
// if it may be overwritten.
#pragma once

#include "gateway/core/base/file.h"
#include "gateway/core/base/file_descriptor.h"

namespace renkei::base {

// The permissions of the new file: by umask, or only for its owner (0600).
enum class Permissions : bool { umask, owner };

class AtomicFile {
public:
    static diag::Result<AtomicFile> open(const std::filesystem::path& path, Overwrite overwrite,
                                         Permissions readers = Permissions::umask);
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&& other) noexcept;
    ~AtomicFile(); // removes the temporary file unless it was committed

    diag::Result<void> append(std::string_view bytes);
    // Holds no descriptor, and so no lock, until it is written again: a process may have many of these and
    // may open few files.
    void rest();
    // Removes everything behind the first `size` bytes.
    diag::Result<void> truncate_to(std::size_t size);
    std::size_t size() const { return size_; }
    // False for a device, a FIFO or a socket, which cannot be truncated.
    bool is_file() const { return !part_.empty(); }

    // Gives the new file the owner and group of the old one. It is an error if this user may not do so.
    diag::Result<void> preserve_owner();
    diag::Result<void> commit(); // flushes to disk and renames; nothing may be appended afterwards

private:
    AtomicFile(std::filesystem::path path, Overwrite overwrite)
        : path_(std::move(path)),
          overwrite_(overwrite),
          file_(-1) {}
    tl::unexpected<diag::Error> failed() const; // errno says why
    bool wake();                                // after rest(). If false, errno says why

    std::filesystem::path path_;
    std::filesystem::path part_; // the temporary name; empty: nothing to remove or rename
    Overwrite overwrite_;
    FileDescriptor file_;
    std::size_t size_ = 0;  // appended
    std::size_t ahead_ = 0; // of it, what the system has begun to write
};

// Renames `part` to `path`; with Overwrite::no fails with EEXIST if `path` exists. If false, errno says why.
bool rename_into_place(const std::filesystem::path& part, const std::filesystem::path& path,
                       Overwrite overwrite);

// Removes temporary files of killed processes in `folder` whose names begin with `begin`; never the file of a
// running process.
void remove_stale_files(const std::filesystem::path& folder, std::string_view begin = {});

// After a commit whose name must survive a power failure: flushes the parent folder of `path`.
diag::Result<void> fsync_parent_folder(const std::filesystem::path& path);

} // namespace renkei::base
