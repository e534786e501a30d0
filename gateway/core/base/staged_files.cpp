#include "gateway/core/base/staged_files.h"

#include "generated/messages/base.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cstring>

namespace renkei::base {
namespace {

constexpr std::string_view staging_begin = ".renkei-";
constexpr std::string_view staging_end = ".part";
constexpr const char* lock_name = "lock";
constexpr std::size_t few = 4; // files that are flushed alone

tl::unexpected<diag::Error> unwritable(const fs::path& path, int error) {
    return diag::fail(message::file_unwritable, {.file = path.string()}, {std::strerror(error)});
}

enum class NoLocks : bool { fail, go_on }; // what to do on a file system without locks

FileDescriptor lock_in(const fs::path& staging, int flags, NoLocks without) {
    FileDescriptor out(::open((staging / lock_name).c_str(), flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600));
    const bool is_locked = out.ok() && ::flock(out.number(), LOCK_EX | LOCK_NB) == 0;
    const bool may_go_on =
        is_locked || (out.ok() && without == NoLocks::go_on && (errno == ENOLCK || errno == EOPNOTSUPP));
    return may_go_on ? std::move(out) : FileDescriptor(-1);
}

// A process that ended, however it did, holds no lock. On a file system without locks a running process would
// look the same, so no folder is removed there.
void remove_abandoned(const fs::path& folder) {
    std::error_code ignored; // they are only in the way
    std::vector<fs::path> found;
    for (fs::directory_iterator at(folder, ignored), end; !ignored && at != end; at.increment(ignored)) {
        const std::string name = at->path().filename().string();
        std::error_code gone;
        if (name.starts_with(staging_begin) && name.ends_with(staging_end) && at->is_directory(gone) &&
            !at->is_symlink(gone)) {
            found.push_back(at->path());
        }
    }
    for (const fs::path& staging : found) {
        if (lock_in(staging, 0, NoLocks::fail).ok()) {
            fs::remove_all(staging, ignored);
        }
    }
}

} // namespace

diag::Result<StagedFiles> StagedFiles::open(const fs::path& folder, Permissions readers) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) {
        return diag::fail(message::file_unwritable, {.file = folder.string()}, {failed.message()});
    }
    remove_abandoned(folder);
    remove_stale_files(folder);
    return make(folder, readers);
}

diag::Result<StagedFiles> StagedFiles::make(const fs::path& folder, Permissions readers) {
    constexpr unsigned max_attempts = 100;
    int error = EEXIST;
    for (unsigned attempt = 0; attempt < max_attempts; ++attempt) {
        const fs::path staging =
            folder / fmt::format("{}{}-{}{}", staging_begin, ::getpid(), attempt, staging_end);
        if (::mkdir(staging.c_str(), 0700) != 0) {
            error = errno;
            if (error == EEXIST) {
                continue;
            }
            break;
        }
        if (FileDescriptor lock = lock_in(staging, O_CREAT | O_EXCL, NoLocks::go_on); lock.ok()) {
            FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
            return opened.ok() ? diag::Result<StagedFiles>(StagedFiles(folder, staging, readers,
                                                                       std::move(opened), std::move(lock)))
                               : unwritable(folder, errno);
        }
        error = errno;
    }
    return unwritable(folder, error);
}

StagedFiles::~StagedFiles() {
    if (lock_.ok()) {
        std::error_code ignored;
        fs::remove_all(staging_, ignored);
    }
}

fs::path StagedFiles::staged(Id file) const { return staging_ / std::to_string(file); }

diag::Result<StagedFiles::Id> StagedFiles::add(std::string_view bytes) {
    const Id id = [&] {
        const std::lock_guard lock(added_->mutex);
        return added_->next++;
    }();
    if (diag::Result<void> written = write(id, O_CREAT | O_EXCL, bytes); !written) {
        drop(id);
        return tl::unexpected(std::move(written).error());
    }
    return id;
}

diag::Result<void> StagedFiles::append(Id file, std::string_view bytes) {
    return write(file, O_APPEND | O_NOFOLLOW, bytes);
}

diag::Result<void> StagedFiles::write(Id id, int flags, std::string_view bytes) {
    FileDescriptor file(::open(staged(id).c_str(), flags | O_WRONLY | O_CLOEXEC,
                               readers_ == Permissions::owner ? 0600 : 0666));
    if (!file.ok() || !write_all(file.number(), bytes)) {
        return unwritable(folder_, errno);
    }
    // begins to write, so that flush() waits less
    (void)::sync_file_range(file.number(), 0, 0, SYNC_FILE_RANGE_WRITE);
    const std::lock_guard lock(added_->mutex);
    Unflushed& unflushed = added_->unflushed;
    unflushed.files.push_back(id);
    if (unflushed.open.size() < few) {
        unflushed.open.push_back(std::move(file));
    }
    return {};
}

void StagedFiles::drop(Id file) { ::unlink(staged(file).c_str()); }

diag::Result<void> StagedFiles::flush() {
    if (failure_) {
        return tl::unexpected(*failure_);
    }
    diag::Result<void> flushed = try_to_flush();
    if (!flushed) {
        failure_ = flushed.error();
    }
    return flushed;
}

// One flush of the file system for all files. It also brings to disk what other programs wrote there, so a
// few files are flushed one by one.
diag::Result<void> StagedFiles::try_to_flush() {
    const Unflushed unflushed = [&] {
        const std::lock_guard lock(added_->mutex);
        return std::exchange(added_->unflushed, {});
    }();
    if (unflushed.files.size() > few) {
        if (::syncfs(opened_.number()) == 0) {
            return {};
        }
        if (errno != ENOSYS && errno != EINVAL) {
            return unwritable(folder_, errno);
        }
    }
    return flush_each(unflushed);
}

diag::Result<void> StagedFiles::flush_each(const Unflushed& unflushed) {
    for (std::size_t i = 0; i < unflushed.files.size(); ++i) {
        const bool is_open = i < unflushed.open.size();
        const FileDescriptor again(
            is_open ? -1 : ::open(staged(unflushed.files[i]).c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
        if (!is_open && !again.ok() && errno == ENOENT) {
            continue; // the file was dropped
        }
        const int file = is_open ? unflushed.open[i].number() : again.number();
        // EINVAL: a file system that has nothing to flush
        if (file < 0 || (::fdatasync(file) != 0 && errno != EINVAL)) {
            return unwritable(folder_, errno);
        }
    }
    return {};
}

diag::Result<void> StagedFiles::place(Id file, const std::string& name, Overwrite overwrite) {
    const fs::path path = folder_ / name;
    if (rename_into_place(staged(file), path, overwrite)) {
        return {};
    }
    const int error = errno;
    drop(file);
    return error == EEXIST && overwrite == Overwrite::no
               ? diag::fail(message::file_exists, {.file = path.string()})
               : unwritable(path, error);
}

diag::Result<void> StagedFiles::fsync_folder() { return fsync_parent_folder(folder_ / "."); }

} // namespace renkei::base
