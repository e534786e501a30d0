#include "gateway/cli/joined_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace renkei::cli {

using diag::Message;
namespace fs = std::filesystem;

diag::Result<std::unique_ptr<JoinedFile>> JoinedFile::open(const fs::path& path, base::Overwrite overwrite) {
    if (overwrite == base::Overwrite::no && fs::exists(path)) {
        return diag::fail(Message::file_exists, {.file = path.string()});
    }
    const fs::path part = fmt::format("{}.part-{}", path.string(), ::getpid());
    constexpr mode_t as_umask_says = 0666;
    const int number = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, as_umask_says);
    if (number < 0) {
        return diag::fail(Message::file_unwritable, {.file = path.string()}, {std::strerror(errno)});
    }
    return std::unique_ptr<JoinedFile>(new JoinedFile(path, part, number, overwrite));
}

JoinedFile::~JoinedFile() {
    if (number_ >= 0) {
        ::close(number_);
        ::unlink(part_.c_str());
    }
}

diag::Result<void> JoinedFile::failed() const { return diag::fail(Message::file_unwritable, {.file = path_.string()}, {std::strerror(errno)}); }

diag::Result<void> JoinedFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(number_, bytes.data(), bytes.size());
        if (n < 0 && errno != EINTR) {
            return failed();
        }
        bytes.remove_prefix(n > 0 ? static_cast<std::size_t>(n) : 0);
    }
    return {};
}

diag::Result<void> JoinedFile::commit() {
    if (::fsync(number_) != 0 && errno != EINVAL) {  // EINVAL: not a file that can be flushed
        return failed();
    }
    if (overwrite_ == base::Overwrite::no && ::link(part_.c_str(), path_.c_str()) != 0) {
        return errno == EEXIST ? diag::Result<void>(diag::fail(Message::file_exists, {.file = path_.string()})) : failed();
    }
    if (overwrite_ == base::Overwrite::no ? ::unlink(part_.c_str()) != 0 : ::rename(part_.c_str(), path_.c_str()) != 0) {
        return failed();
    }
    ::close(number_);
    number_ = -1;
    return {};
}

}  // namespace renkei::cli
