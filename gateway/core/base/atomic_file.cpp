#include "gateway/core/base/atomic_file.h"

#include "generated/messages/base.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace renkei::base {
namespace {

// The system may keep one large write as one folio of up to 2 MB, and a reader of a mapped byte then gets all
// of it.
constexpr std::size_t piece = 64U << 10;
// The system begins to write so much at once, so that commit() waits less.
constexpr std::size_t written_ahead = 8U << 20;

int open_new(const fs::path& path, Permissions readers) {
    // open() applies the umask to this mode, which mkostemp() would not do
    const mode_t mode = readers == Permissions::owner ? 0600 : 0666;
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
}

// Is what was opened a device, a FIFO, a socket?
bool is_no_file(const FileDescriptor& there) {
    struct stat about {};
    return ::fstat(there.number(), &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

// Opens the same device or pipe that `there` stands for, whatever has its name by now.
int open_same(const FileDescriptor& there) {
    return ::open(fmt::format("/proc/self/fd/{}", there.number()).c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
}

// Claims the name with an empty file, then renames the complete file over it.
bool place_over_own(const fs::path& part, const fs::path& path) {
    if (!FileDescriptor(open_new(path, Permissions::owner)).ok()) {
        return false;
    }
    if (::rename(part.c_str(), path.c_str()) == 0) {
        return true;
    }
    const int error = errno;
    ::unlink(path.c_str());
    errno = error;
    return false;
}

// The file system refuses a name that exists, so two writers cannot overwrite each other. Each way is for
// file systems that lack the one before: some know no flags of rename, FAT and shares of Windows know no
// links.
bool place_new(const fs::path& part, const fs::path& path) {
    if (::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) {
        return true;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return false;
    }
    if (::link(part.c_str(), path.c_str()) == 0) {
        ::unlink(part.c_str());
        return true;
    }
    return (errno == EPERM || errno == EOPNOTSUPP) && place_over_own(part, path);
}

// The number of the process in a name "NAME.PID-N.part"; 0 if the name has another form.
pid_t process_of(std::string_view name) {
    constexpr std::string_view ending = ".part";
    constexpr std::string_view digits = "0123456789";
    if (!name.ends_with(ending)) {
        return 0;
    }
    name.remove_suffix(ending.size());
    const std::size_t dash = name.find_last_not_of(digits);
    const std::size_t dot = dash == std::string_view::npos ? dash : name.find_last_not_of(digits, dash - 1);
    const bool is_ours = dot != std::string_view::npos && name[dash] == '-' && name[dot] == '.' && dot > 0 &&
                         dash + 1 < name.size() && dot + 1 < dash;
    pid_t out = 0;
    if (is_ours) {
        std::from_chars(name.data() + dot + 1, name.data() + dash, out);
    }
    return out;
}

// Neither a process of this machine nor, by its lock, one that sees the same folder from elsewhere.
bool is_abandoned(const fs::path& part, pid_t process) {
    if (process <= 0 || ::kill(process, 0) == 0 || errno != ESRCH) {
        return false;
    }
    const FileDescriptor file(::open(part.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    return file.ok() && ::flock(file.number(), LOCK_EX | LOCK_NB) == 0;
}

} // namespace

bool rename_into_place(const fs::path& part, const fs::path& path, Overwrite overwrite) {
    return overwrite == Overwrite::yes ? ::rename(part.c_str(), path.c_str()) == 0 : place_new(part, path);
}

void remove_stale_files(const fs::path& folder, std::string_view begin) {
    std::error_code ignored; // they are only in the way
    for (fs::directory_iterator at(folder, ignored), end; !ignored && at != end; at.increment(ignored)) {
        const std::string name = at->path().filename().string();
        std::error_code gone;
        if (name.starts_with(begin) && at->is_regular_file(gone) &&
            is_abandoned(at->path(), process_of(name))) {
            fs::remove(at->path(), gone);
        }
    }
}

diag::Result<AtomicFile> AtomicFile::open(const fs::path& path, Overwrite overwrite, Permissions readers) {
    // not ok: nothing is there, or writing says what is wrong
    const FileDescriptor there(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (overwrite == Overwrite::no && there.ok()) {
        return diag::fail(message::file_exists, {.file = path.string()});
    }
    AtomicFile out(path, overwrite);
    if (is_no_file(there)) {
        out.file_ = FileDescriptor(open_same(there));
        return out.file_.ok() ? diag::Result<AtomicFile>(std::move(out)) : out.failed();
    }
    // a run that was killed, or one on another machine with the same number, may have left a name behind
    constexpr unsigned max_attempts = 100;
    for (unsigned attempt = 0; attempt < max_attempts; ++attempt) {
        const fs::path part = fmt::format("{}.{}-{}.part", path.string(), ::getpid(), attempt);
        out.file_ = FileDescriptor(open_new(part, readers));
        if (out.file_.ok()) {
            // for remove_stale_files(); not every file system has locks
            (void)::flock(out.file_.number(), LOCK_EX | LOCK_NB);
            out.part_ = part;
            return out;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    return out.failed();
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      part_(std::exchange(other.part_, {})),
      overwrite_(other.overwrite_),
      file_(std::move(other.file_)),
      size_(other.size_),
      ahead_(other.ahead_) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(part_, other.part_);
    std::swap(overwrite_, other.overwrite_);
    std::swap(file_, other.file_);
    std::swap(size_, other.size_);
    std::swap(ahead_, other.ahead_);
    return *this;
}

AtomicFile::~AtomicFile() {
    if (!part_.empty()) {
        ::unlink(part_.c_str());
    }
}

tl::unexpected<diag::Error> AtomicFile::failed() const {
    const int error = errno;
    return error == EEXIST && overwrite_ == Overwrite::no
               ? diag::fail(message::file_exists, {.file = path_.string()})
               : diag::fail(message::file_unwritable, {.file = path_.string()}, {std::strerror(error)});
}

void AtomicFile::rest() {
    if (is_file()) { // a device may be another one when it is opened again
        file_ = FileDescriptor(-1);
    }
}

bool AtomicFile::wake() {
    if (file_.ok() || !is_file()) {
        return true;
    }
    file_ = FileDescriptor(::open(part_.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    const auto end = static_cast<off_t>(size_);
    if (!file_.ok() || ::lseek(file_.number(), end, SEEK_SET) != end) {
        return false;
    }
    (void)::flock(file_.number(), LOCK_EX | LOCK_NB); // as open() does
    return true;
}

diag::Result<void> AtomicFile::append(std::string_view bytes) {
    if (!wake()) {
        return failed();
    }
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), piece))) {
        if (!write_all(file_.number(), bytes.substr(0, piece))) {
            return failed();
        }
        size_ += std::min(bytes.size(), piece);
    }
    if (size_ >= ahead_ + written_ahead) {
        (void)::sync_file_range(file_.number(), static_cast<off_t>(ahead_),
                                static_cast<off_t>(size_ - ahead_), SYNC_FILE_RANGE_WRITE);
        ahead_ = size_;
    }
    return {};
}

diag::Result<void> AtomicFile::truncate_to(std::size_t size) {
    const auto end = static_cast<off_t>(size);
    if (!wake() || ::ftruncate(file_.number(), end) != 0 || ::lseek(file_.number(), end, SEEK_SET) != end) {
        return failed();
    }
    size_ = size;
    ahead_ = std::min(ahead_, size);
    return {};
}

diag::Result<void> AtomicFile::preserve_owner() {
    struct stat old {};
    struct stat own {};
    if (!wake() || ::stat(path_.c_str(), &old) != 0 || ::fstat(file_.number(), &own) != 0) {
        return failed();
    }
    // not every file system knows owners
    const bool is_same = own.st_uid == old.st_uid && own.st_gid == old.st_gid;
    return is_same || ::fchown(file_.number(), old.st_uid, old.st_gid) == 0 ? diag::Result<void>() : failed();
}

diag::Result<void> AtomicFile::commit() {
    if (!wake() || (::fsync(file_.number()) != 0 &&
                    errno != EINVAL)) { // EINVAL: a file system that has nothing to flush
        return failed();
    }
    const bool has_its_name = part_.empty();
    if (!has_its_name && !rename_into_place(part_, path_, overwrite_)) {
        return failed();
    }
    part_.clear();
    file_ = FileDescriptor(-1);
    return {};
}

diag::Result<void> fsync_parent_folder(const fs::path& path) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.ok() || (::fsync(opened.number()) != 0 && errno != EINVAL)) {
        return diag::fail(message::file_unwritable, {.file = folder.string()}, {std::strerror(errno)});
    }
    return {};
}

} // namespace renkei::base
