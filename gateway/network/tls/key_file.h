// Files with private keys: only their owner may read them.
#pragma once

#include "gateway/network/tls/openssl.h"

#include <sys/types.h>

#include <filesystem>

namespace renkei::tls {

// Refuses a key that others may read. Group may read what root owns, because that is how systemd hands out
// credentials.
diag::Result<KeyOwner> read_key(const std::filesystem::path& path);

constexpr mode_t private_mode = 0600;
constexpr mode_t public_mode = 0644;
// A file that was not there before, on disk when this returns.
diag::Result<void> write_new(const std::filesystem::path& path, std::string_view bytes, mode_t mode);

} // namespace renkei::tls
