#include "gateway/network/folders/directory.h"

#include "gateway/core/base/file.h"
#include "generated/messages/base.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>

namespace renkei::folders {
namespace {

using base::directory_unusable;
using base::FileDescriptor;

constexpr int for_folders = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

constexpr std::string_view part_ending = ".part";

// ".PID-TIME-NUMBER.part": of no other thread, process or container, and of no run that was killed.
std::string part_name() {
    static std::atomic<unsigned> number = 0;
    return fmt::format(".{}-{}-{}{}", ::getpid(), std::chrono::system_clock::now().time_since_epoch().count(),
                       ++number, part_ending);
}

// For file systems whose rename lacks RENAME_NOREPLACE. 0, or the errno of the failure.
int link_and_remove(int from, const std::string& name, int to, const std::string& new_name) {
    if (::linkat(from, name.c_str(), to, new_name.c_str(), 0) != 0) {
        return errno;
    }
    return ::unlinkat(from, name.c_str(), 0) == 0 ? 0 : errno;
}

// 0, or what is wrong.
int rename_new(int from, const std::string& name, int to, const std::string& new_name) {
    const int error =
        ::renameat2(from, name.c_str(), to, new_name.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
    return error == EINVAL || error == ENOSYS ? link_and_remove(from, name, to, new_name) : error;
}

int rename_over(int folder, const std::string& name, const std::string& new_name) {
    return ::renameat(folder, name.c_str(), folder, new_name.c_str()) == 0 ? 0 : errno;
}

std::optional<MoveResult> moved_by(int error) {
    switch (error) {
    case 0: return MoveResult::yes;
    case EEXIST: return MoveResult::taken;
    case ENOENT: return MoveResult::gone;
    default: return std::nullopt;
    }
}

// 0, or what is wrong.
int fill(int folder, const std::string& name, std::string_view bytes) {
    const FileDescriptor file(
        ::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!file.ok() || !base::write_all(file.number(), bytes)) {
        return errno;
    }
    return ::fsync(file.number()) == 0 || errno == EINVAL ? 0 : errno; // EINVAL: nothing to flush there
}

} // namespace

bool is_part(std::string_view name) {
    if (!name.starts_with('.') || !name.ends_with(part_ending)) {
        return false;
    }
    name.remove_prefix(1);
    name.remove_suffix(part_ending.size());
    return !name.empty() && name.find_first_not_of("0123456789-") == std::string_view::npos;
}

diag::Result<Directory> Directory::open(const std::filesystem::path& path) {
    FileDescriptor folder(::open(path.c_str(), for_folders));
    if (!folder.ok()) {
        return directory_unusable(path.string(), errno);
    }
    return Directory(path, std::move(folder));
}

diag::Result<Directory> Directory::below(const std::string& name) const {
    FileDescriptor folder(::openat(folder_.number(), name.c_str(), for_folders | O_NOFOLLOW));
    if (!folder.ok()) {
        return directory_unusable(path_of(name), errno);
    }
    return Directory(path_ / name, std::move(folder));
}

diag::Result<Directory> Directory::make(const std::string& name) const {
    if (::mkdirat(folder_.number(), name.c_str(), 0777) != 0 && errno != EEXIST) {
        return directory_unusable(path_of(name), errno);
    }
    return below(name);
}

diag::Result<Directory::Content> Directory::content() const {
    // a descriptor of its own: reading moves a place that copies would share
    const int again = ::openat(folder_.number(), ".", for_folders);
    const std::unique_ptr<DIR, int (*)(DIR*)> list(again < 0 ? nullptr : ::fdopendir(again), ::closedir);
    if (!list) {
        const int error = errno;
        FileDescriptor closes(again);
        return directory_unusable(path_.string(), error);
    }
    Content out;
    for (errno = 0; const dirent* const entry = ::readdir(list.get()); errno = 0) {
        File file{.name = entry->d_name};
        const bool is_there =
            ::fstatat(folder_.number(), entry->d_name, &file.about, AT_SYMLINK_NOFOLLOW) == 0;
        if (is_there && S_ISREG(file.about.st_mode)) {
            out.files.push_back(std::move(file));
        } else if (is_there && file.name != "." && file.name != "..") {
            ++out.others;
        }
    }
    if (errno != 0) {
        return directory_unusable(path_.string(), errno);
    }
    return out;
}

bool Directory::has(const std::string& name) const {
    struct stat about {};
    return ::fstatat(folder_.number(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0;
}

diag::Result<FileDescriptor> Directory::open_file(const std::string& name) const {
    FileDescriptor file(
        ::openat(folder_.number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    const int error = errno;
    const bool is_missing = error == ENOENT || error == ELOOP || error == ENXIO; // nothing, a link, a socket
    struct stat about {};
    if (!file.ok() && !is_missing) {
        return diag::fail(message::file_unreadable, {.file = path_of(name)}, {std::strerror(error)});
    }
    if (!file.ok() || ::fstat(file.number(), &about) != 0 || !S_ISREG(about.st_mode)) {
        return FileDescriptor(-1);
    }
    return file;
}

bool Directory::is_named(const FileDescriptor& file, const std::string& name) const {
    struct stat opened {};
    struct stat named {};
    return ::fstat(file.number(), &opened) == 0 &&
           ::fstatat(folder_.number(), name.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

diag::Result<MoveResult> Directory::write(const std::string& name, std::string_view bytes,
                                          base::Overwrite overwrite) const {
    const std::string part = part_name();
    if (const int unwritten = fill(folder_.number(), part, bytes); unwritten != 0) {
        if (unwritten != EEXIST) { // else the part is another writer's
            remove(part);
        }
        return diag::fail(message::file_unwritable, {.file = path_of(name)}, {std::strerror(unwritten)});
    }
    const int error = overwrite == base::Overwrite::yes
                          ? rename_over(folder_.number(), part, name)
                          : rename_new(folder_.number(), part, folder_.number(), name);
    const std::optional<MoveResult> moved = moved_by(error);
    if (moved == MoveResult::yes) {
        TRY_VOID(flush());
        return MoveResult::yes;
    }
    remove(part);
    if (moved == MoveResult::taken) {
        return MoveResult::taken;
    }
    return diag::fail(message::file_unwritable, {.file = path_of(name)}, {std::strerror(error)});
}

diag::Result<MoveResult> Directory::move(const std::string& name, const Directory& to,
                                         const std::string& new_name) const {
    const int error = rename_new(folder_.number(), name, to.folder_.number(), new_name);
    const std::optional<MoveResult> moved = moved_by(error);
    if (!moved) {
        return directory_unusable(to.path_of(new_name), error);
    }
    return *moved;
}

bool Directory::remove(const std::string& name) const {
    return ::unlinkat(folder_.number(), name.c_str(), 0) == 0;
}

diag::Result<void> Directory::flush() const {
    if (::fsync(folder_.number()) != 0 && errno != EINVAL) { // EINVAL: nothing to flush there
        return directory_unusable(path_.string(), errno);
    }
    return {};
}

diag::Result<std::string> read_some(const FileDescriptor& file, const std::string& name, std::size_t most) {
    std::string out;
    char buffer[64U << 10];
    while (out.size() <= most) {
        const std::size_t wanted = std::min(sizeof buffer, most + 1 - out.size());
        const ssize_t n = ::read(file.number(), buffer, wanted);
        if (n == 0) {
            break;
        }
        if (n > 0) {
            out.append(buffer, static_cast<std::size_t>(n));
        } else if (errno != EINTR) {
            return diag::fail(message::file_unreadable, {.file = name}, {std::strerror(errno)});
        }
    }
    return out;
}

bool holds(const Directory& folder, const std::string& name, std::string_view bytes) {
    const auto file = folder.open_file(name);
    const auto found = file && file->ok() ? read_some(*file, name, bytes.size()) : std::string();
    return file && file->ok() && found && *found == bytes;
}

} // namespace renkei::folders
