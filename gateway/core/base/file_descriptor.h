// A file descriptor with an owner, and writing to one until everything is written.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

namespace renkei::base {

// Closes at the end of its scope; never the three that every program is given.
class FileDescriptor {
public:
    explicit FileDescriptor(int number) : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~FileDescriptor() {
        if (number_ > STDERR_FILENO) {
            ::close(number_);
        }
    }
    int number() const { return number_; }
    bool ok() const { return number_ >= 0; }

private:
    int number_;
};

// False: errno says why.
inline bool write_all(int number, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(number, bytes.data(), bytes.size());
        if (n < 0 && errno != EINTR) {
            return false;
        }
        bytes.remove_prefix(n > 0 ? static_cast<std::size_t>(n) : 0);
    }
    return true;
}

} // namespace renkei::base
