// AES-256-GCM (NIST SP 800-38D) over one piece of bytes: nonce 12, ciphertext, tag 16.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/seal/hash.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::seal {

constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

diag::Result<void> fill_random(std::span<std::uint8_t> room);

// The text stands in `room` with nonce_bytes before it and tag_bytes behind it; becomes ciphertext where it
// is. The nonce is random: one key may do this 2^32 times (SP 800-38D 8.3).
diag::Result<void> encrypt(const Hash& key, std::string_view bound_to, std::span<char> room);
diag::Result<std::string> decrypt(const Hash& key, std::string_view bound_to, std::string_view sealed);

} // namespace renkei::seal
