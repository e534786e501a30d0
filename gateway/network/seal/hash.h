// 32-byte hashes: SHA-256, and the same keyed (HMAC) for what must be searched but not read.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::seal {

using Hash = std::array<std::uint8_t, 32>;

Hash sha256(std::string_view bytes);
std::string to_hex(const Hash& hash); // 64 lower-case digits
std::optional<Hash> hash_of_hex(std::string_view digits);
std::string_view bytes_of(const Hash& hash); // views the hash
bool equal_in_constant_time(const Hash& a, const Hash& b);

Hash hmac(const Hash& key, std::string_view bytes); // HMAC-SHA-256, RFC 2104

// hmac() of several parts, joined so that no two lists of parts give the same bytes (each with its length).
Hash keyed_hash(const Hash& key, std::initializer_list<std::string_view> parts);

} // namespace renkei::seal
