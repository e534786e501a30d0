#include "gateway/core/base/file.h"

#include "gateway/core/base/atomic_file.h"
#include "gateway/core/base/file_descriptor.h"
#include "generated/messages/base.h"
#include "generated/messages/exchange.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace renkei::base {
namespace {

std::string reason() { return std::strerror(errno); }

diag::Where at(const std::filesystem::path& path) { return {.file = path.string()}; }

} // namespace

diag::Result<std::string> read_file(const std::filesystem::path& path) {
    const FileDescriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.ok()) {
        return diag::fail(message::file_unreadable, at(path), {reason()});
    }
    struct stat about {};
    std::string out;
    if (::fstat(file.number(), &about) == 0 && S_ISREG(about.st_mode)) {
        out.reserve(static_cast<std::size_t>(about.st_size) + 64); // room for a parser's padding
    }
    char buffer[64 * 1024];
    for (;;) {
        const ssize_t n = ::read(file.number(), buffer, sizeof(buffer));
        if (n == 0) {
            return out;
        }
        if (n < 0 && errno != EINTR) {
            return diag::fail(message::file_unreadable, at(path), {reason()});
        }
        out.append(buffer, n > 0 ? static_cast<std::size_t>(n) : 0);
    }
}

diag::Result<void> write_file(const std::filesystem::path& path, std::string_view bytes,
                              Overwrite overwrite) {
    TRY(AtomicFile file, AtomicFile::open(path, overwrite));
    TRY_VOID(file.append(bytes));
    return file.commit();
}

diag::Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat about {};
    if (!file.ok() || ::fstat(file.number(), &about) != 0) {
        return diag::fail(message::file_unreadable, at(path), {reason()});
    }
    const auto size = static_cast<std::size_t>(about.st_size);
    if (size == 0) {
        return MappedFile(std::string_view());
    }
    void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
    if (bytes == MAP_FAILED) {
        return diag::fail(message::file_unreadable, at(path), {reason()});
    }
    return MappedFile(std::string_view(static_cast<const char*>(bytes), size));
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
}

void MappedFile::release_pages() const {
    if (!bytes_.empty()) {
        // if it fails, only memory is lost
        (void)::madvise(const_cast<char*>(bytes_.data()), bytes_.size(), MADV_DONTNEED);
    }
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) {
        ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
    }
}

tl::unexpected<diag::Error> directory_unusable(const fs::path& folder, int error) {
    return diag::fail(message::folder_unusable, {.file = folder.string()}, {std::strerror(error)});
}

diag::Result<void> sync_directory(const fs::path& folder) {
    const FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // EINVAL: nothing to flush there
    if (!opened.ok() || (::fsync(opened.number()) != 0 && errno != EINVAL)) {
        return directory_unusable(folder, errno);
    }
    return {};
}

diag::Result<void> make_directory(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        return directory_unusable(folder, error.value());
    }
    return {};
}

} // namespace renkei::base
