#include "gateway/network/http/spool.h"

#include "gateway/network/seal/cipher.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>

namespace renkei::http {
namespace {

constexpr std::size_t block_bytes = 32U << 10; // of plain text; as much is held in memory for each file
constexpr std::size_t sealed_bytes = seal::nonce_bytes + block_bytes + seal::tag_bytes;
constexpr std::uint64_t asked_every = 1U << 20; // bytes taken, of how much the file system has

// Binds a block to its file and its place there: a block of another place or file does not open here.
std::string bound_to(const void* file, std::uint64_t block) {
    return std::to_string(reinterpret_cast<std::uintptr_t>(file)) + ":" + std::to_string(block);
}

base::FileDescriptor open_without_name(const std::filesystem::path& folder) {
    base::FileDescriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600));
    if (file.ok()) {
        return file;
    }
    std::string name = (folder / "renkei-spool-XXXXXX").string(); // of file systems without O_TMPFILE
    base::FileDescriptor named(::mkostemp(name.data(), O_CLOEXEC));
    if (named.ok()) {
        ::unlink(name.c_str());
    }
    return named;
}

// Whole, or false.
bool read_at(int file, std::string& out, std::uint64_t offset) {
    std::size_t have = 0;
    while (have < out.size()) {
        const ssize_t n =
            ::pread(file, out.data() + have, out.size() - have, static_cast<off_t>(offset + have));
        if (n == 0 || (n < 0 && errno != EINTR)) {
            return false;
        }
        have += n > 0 ? static_cast<std::size_t>(n) : 0;
    }
    return true;
}

} // namespace

std::optional<seal::Hash> Spool::key() {
    const std::lock_guard lock(mutex_);
    if (!key_) {
        seal::Hash fresh{};
        if (!seal::fill_random(fresh)) {
            return std::nullopt;
        }
        key_ = fresh;
    }
    return key_;
}

std::unique_ptr<Spool::File> Spool::open(std::string caller) {
    base::FileDescriptor file = limits_.total == 0 || folder_.empty() || !key() ? base::FileDescriptor(-1)
                                                                                : open_without_name(folder_);
    return file.ok() ? std::make_unique<File>(*this, std::move(caller), std::move(file)) : nullptr;
}

bool Spool::take(const std::string& caller, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    std::uint64_t& own = by_caller_[caller];
    if (used_ + bytes > limits_.total || own + bytes > limits_.per_caller || !has_disk(bytes)) {
        return false;
    }
    own += bytes;
    used_ += bytes;
    granted_ -= bytes;
    return true;
}

// If the file system does not say how much is free, the spool takes nothing of it.
bool Spool::has_disk(std::uint64_t bytes) {
    if (bytes <= granted_) {
        return true;
    }
    const std::uint64_t wanted = std::max(bytes, asked_every);
    struct statvfs disk {};
    if (::statvfs(folder_.c_str(), &disk) != 0 ||
        std::uint64_t{disk.f_bavail} * disk.f_frsize < reserve_ + wanted) {
        return false;
    }
    granted_ = wanted;
    return true;
}

void Spool::give_back(const std::string& caller, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto own = by_caller_.find(caller);
    if (own == by_caller_.end()) {
        return;
    }
    used_ -= bytes;
    own->second -= bytes;
    if (own->second == 0) {
        by_caller_.erase(own);
    }
}

std::uint64_t Spool::used() const {
    const std::lock_guard lock(mutex_);
    return used_;
}

Spool::File::~File() { // the room is free with the file
    spool_->give_back(caller_, written_ * sealed_bytes);
}

bool Spool::File::append(std::string_view bytes) {
    size_ += bytes.size();
    while (!bytes.empty()) {
        if (block_.empty()) {
            block_.reserve(sealed_bytes);
            block_.resize(seal::nonce_bytes);
        }
        const std::size_t taken = std::min(bytes.size(), seal::nonce_bytes + block_bytes - block_.size());
        block_.append(bytes.substr(0, taken));
        bytes.remove_prefix(taken);
        if (block_.size() == seal::nonce_bytes + block_bytes && !write_block()) {
            return false;
        }
    }
    return true;
}

bool Spool::File::write_block() {
    const std::optional<seal::Hash> key = spool_->key();
    block_.resize(block_.size() + seal::tag_bytes);
    if (!key || !spool_->take(caller_, sealed_bytes)) {
        return false;
    }
    const bool done = seal::encrypt(*key, bound_to(this, written_), block_).has_value() &&
                      base::write_all(file_.number(), block_);
    ++written_; // it has its room in any case
    block_.clear();
    return done;
}

// The last block, which is shorter, was never written: what is written are whole ones.
std::optional<std::string> Spool::File::next() {
    if (read_ < written_) {
        const std::optional<seal::Hash> key = spool_->key();
        std::string sealed(sealed_bytes, '\0');
        if (!key || !read_at(file_.number(), sealed, read_ * sealed_bytes)) {
            return std::nullopt;
        }
        diag::Result<std::string> plain = seal::decrypt(*key, bound_to(this, read_), sealed);
        ++read_;
        return plain ? std::optional(*std::move(plain)) : std::nullopt;
    }
    const std::string last = std::exchange(block_, {});
    return last.empty() ? std::string() : last.substr(seal::nonce_bytes);
}

} // namespace renkei::http
