#include "gateway/network/tls/key_file.h"

#include "gateway/core/base/file.h"
#include "gateway/core/base/file_descriptor.h"
#include "gateway/network/tls/pem.h"
#include "generated/messages/base.h"
#include "generated/messages/tls.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <sys/stat.h>

#include <cstring>

namespace renkei::tls {
namespace {

bool is_open_to_others(const struct stat& file) {
    constexpr mode_t any_right = S_IRWXU | S_IRWXG | S_IRWXO;
    const mode_t allowed = file.st_uid == 0 ? S_IRWXU | S_IRGRP : S_IRWXU;
    return (file.st_mode & any_right & ~allowed) != 0;
}

} // namespace

diag::Result<KeyOwner> read_key(const fs::path& path) {
    struct stat file {};
    if (::stat(path.c_str(), &file) != 0) {
        return diag::fail(message::file_unreadable, {.file = path.string()}, {std::strerror(errno)});
    }
    if (is_open_to_others(file)) {
        return diag::fail(message::key_open, {.file = path.string()},
                          {fmt::format("{:04o}", file.st_mode & 07777U)});
    }
    TRY(std::string pem, base::read_file(path));
    diag::Result<KeyOwner> key = private_key(pem, path.string());
    OPENSSL_cleanse(pem.data(), pem.size());
    return key;
}

diag::Result<void> write_new(const fs::path& path, std::string_view bytes, mode_t mode) {
    const base::FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!file.ok() && errno == EEXIST) {
        return diag::fail(message::authority_exists, {.file = path.string()}, {path.filename().string()});
    }
    if (!file.ok() || !base::write_all(file.number(), bytes) || ::fsync(file.number()) != 0) {
        const std::string reason = std::strerror(errno);
        if (file.ok()) {
            ::unlink(path.c_str());
        }
        return diag::fail(message::file_unwritable, {.file = path.string()}, {reason});
    }
    return {};
}

} // namespace renkei::tls
