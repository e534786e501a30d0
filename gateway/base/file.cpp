#include "gateway/base/file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace renkei::base {
namespace {

using diag::Message;

// Closes a file descriptor at the end of its scope.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ > 2) {
            ::close(number_);
        }
    }
    int number() const { return number_; }
    bool ok() const { return number_ >= 0; }

private:
    int number_;
};

std::string reason() { return std::strerror(errno); }

diag::Where at(const std::filesystem::path& path) { return {.file = path.string()}; }

bool write_all(int number, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(number, bytes.data(), bytes.size());
        if (n < 0 && errno != EINTR) {
            return false;
        }
        bytes.remove_prefix(n > 0 ? static_cast<std::size_t>(n) : 0);
    }
    return true;
}

}  // namespace

diag::Result<std::string> read_file(const std::filesystem::path& path) {
    const Descriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.ok()) {
        return diag::fail(Message::file_unreadable, at(path), {reason()});
    }
    struct stat about {};
    std::string out;
    if (::fstat(file.number(), &about) == 0 && S_ISREG(about.st_mode)) {
        out.reserve(static_cast<std::size_t>(about.st_size) + 64);  // room for a parser's padding
    }
    char buffer[64 * 1024];
    for (;;) {
        const ssize_t n = ::read(file.number(), buffer, sizeof(buffer));
        if (n == 0) {
            return out;
        }
        if (n < 0 && errno != EINTR) {
            return diag::fail(Message::file_unreadable, at(path), {reason()});
        }
        out.append(buffer, n > 0 ? static_cast<std::size_t>(n) : 0);
    }
}

diag::Result<void> write_file(const std::filesystem::path& path, std::string_view bytes, Overwrite overwrite) {
    std::error_code unknown;  // then writing says what is wrong
    if (overwrite == Overwrite::no && std::filesystem::exists(path, unknown)) {
        return diag::fail(Message::file_exists, at(path));
    }
    const std::string temporary = fmt::format("{}.{}.part", path.string(), ::getpid());
    {
        const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (!file.ok()) {
            return diag::fail(Message::file_unwritable, at(path), {reason()});
        }
        if (!write_all(file.number(), bytes) || ::fsync(file.number()) != 0) {
            const std::string why = reason();
            ::unlink(temporary.c_str());
            return diag::fail(Message::file_unwritable, at(path), {why});
        }
    }
    // link() refuses an existing name, so two writers cannot overwrite each other between the check above and here
    const bool placed = overwrite == Overwrite::yes ? ::rename(temporary.c_str(), path.c_str()) == 0
                                                    : ::link(temporary.c_str(), path.c_str()) == 0;
    const int error = errno;
    if (overwrite == Overwrite::no || !placed) {
        ::unlink(temporary.c_str());
    }
    if (placed) {
        return {};
    }
    return error == EEXIST ? diag::fail(Message::file_exists, at(path))
                           : diag::fail(Message::file_unwritable, at(path), {std::strerror(error)});
}

diag::Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat about {};
    if (!file.ok() || ::fstat(file.number(), &about) != 0) {
        return diag::fail(Message::file_unreadable, at(path), {reason()});
    }
    const auto size = static_cast<std::size_t>(about.st_size);
    if (size == 0) {
        return MappedFile(std::string_view());
    }
    void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
    if (bytes == MAP_FAILED) {
        return diag::fail(Message::file_unreadable, at(path), {reason()});
    }
    return MappedFile(std::string_view(static_cast<const char*>(bytes), size));
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) {
        ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
    }
}

}  // namespace renkei::base
