#include "gateway/base/new_file.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace renkei::base {
namespace {

using diag::Message;
namespace fs = std::filesystem;

// The system may keep what is written at once as one piece of up to 2 MB, and whoever maps the file and looks at a byte gets all of it.
constexpr std::size_t piece = 64U << 10;

int open_new(const fs::path& path, Readers readers) {
    const mode_t mode = readers == Readers::owner ? 0600 : 0666;  // umask takes its part of it, which mkostemp() would not ask
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
}

// Is what was opened a device, a FIFO, a socket?
bool is_no_file(const Descriptor& there) {
    struct stat about {};
    return ::fstat(there.number(), &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

// What was looked at, whatever has its name by now.
int open_same(const Descriptor& there) {
    return ::open(fmt::format("/proc/self/fd/{}", there.number()).c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
}

// Takes the name with an empty file, then puts the whole one in its place.
bool place_over_own(const fs::path& part, const fs::path& path) {
    if (!Descriptor(open_new(path, Readers::owner)).ok()) {
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

// The file system refuses a name that exists, so two writers cannot overwrite each other. Each way is for file systems that
// lack the one before: some know no flags of rename, FAT and shares of Windows know no links.
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

}  // namespace

diag::Result<NewFile> NewFile::open(const fs::path& path, Overwrite overwrite, Readers readers) {
    const Descriptor there(::open(path.c_str(), O_PATH | O_CLOEXEC));  // not ok: nothing is there, or writing says what is wrong
    if (overwrite == Overwrite::no && there.ok()) {
        return diag::fail(Message::file_exists, {.file = path.string()});
    }
    NewFile out(path, overwrite);
    if (is_no_file(there)) {
        out.file_ = Descriptor(open_same(there));
        return out.file_.ok() ? diag::Result<NewFile>(std::move(out)) : out.failed();
    }
    // a run that was killed, or one on another machine with the same number, may have left a name behind
    constexpr unsigned most_attempts = 100;
    for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
        const fs::path part = fmt::format("{}.{}-{}.part", path.string(), ::getpid(), attempt);
        out.file_ = Descriptor(open_new(part, readers));
        if (out.file_.ok()) {
            out.part_ = part;
            return out;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    return out.failed();
}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)), part_(std::exchange(other.part_, {})), overwrite_(other.overwrite_), file_(std::move(other.file_)) {}

NewFile& NewFile::operator=(NewFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(part_, other.part_);
    std::swap(overwrite_, other.overwrite_);
    std::swap(file_, other.file_);
    return *this;
}

NewFile::~NewFile() {
    if (!part_.empty()) {
        ::unlink(part_.c_str());
    }
}

tl::unexpected<diag::Error> NewFile::failed() const {
    const int error = errno;
    return error == EEXIST && overwrite_ == Overwrite::no ? diag::fail(Message::file_exists, {.file = path_.string()})
                                                          : diag::fail(Message::file_unwritable, {.file = path_.string()}, {std::strerror(error)});
}

diag::Result<void> NewFile::append(std::string_view bytes) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), piece))) {
        if (!write_all(file_.number(), bytes.substr(0, piece))) {
            return failed();
        }
    }
    return {};
}

diag::Result<void> NewFile::keep_owner() {
    struct stat old {};
    struct stat own {};
    if (::stat(path_.c_str(), &old) != 0 || ::fstat(file_.number(), &own) != 0) {
        return failed();
    }
    const bool is_same = own.st_uid == old.st_uid && own.st_gid == old.st_gid;  // not every file system knows owners
    return is_same || ::fchown(file_.number(), old.st_uid, old.st_gid) == 0 ? diag::Result<void>() : failed();
}

diag::Result<void> NewFile::commit() {
    if (::fsync(file_.number()) != 0 && errno != EINVAL) {  // EINVAL: a file system that has nothing to flush
        return failed();
    }
    const bool has_its_name = part_.empty();
    if (!has_its_name && (overwrite_ == Overwrite::yes ? ::rename(part_.c_str(), path_.c_str()) != 0 : !place_new(part_, path_))) {
        return failed();
    }
    part_.clear();
    file_ = Descriptor(-1);
    return {};
}

diag::Result<void> flush_name(const fs::path& path) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.ok() || (::fsync(opened.number()) != 0 && errno != EINVAL)) {
        return diag::fail(Message::file_unwritable, {.file = folder.string()}, {std::strerror(errno)});
    }
    return {};
}

}  // namespace renkei::base
