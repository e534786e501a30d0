#include "gateway/mhd/base64.h"

#include "gateway/seal/base64.h"

#include <algorithm>
#include <cstdint>

namespace renkei::mhd {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view white = " \t\r\n";

// Four characters, padding included; false: not base64.
bool append_bytes(std::string_view group, bool is_last, std::string& out) {
    const std::size_t padding = group.size() - std::min(group.find('='), group.size());
    if (padding > 2 || (padding > 0 && !is_last) || group.substr(4 - padding).find_first_not_of('=') != std::string_view::npos) {
        return false;
    }
    std::uint32_t value = 0;
    for (const char c : group) {
        const std::size_t digit = c == '=' ? 0 : alphabet.find(c);
        if (digit == std::string_view::npos) {
            return false;
        }
        value = value << 6U | static_cast<std::uint32_t>(digit);
    }
    for (std::size_t i = 0; i + padding < 3; ++i) {
        out += static_cast<char>(value >> (16U - 8U * i) & 255U);
    }
    return true;
}

} // namespace

std::optional<std::string> from_base64(std::string_view text) {
    std::string digits;
    digits.reserve(text.size());
    std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return white.find(c) == std::string_view::npos; });
    if (digits.size() % 4 != 0) {
        return std::nullopt;
    }
    std::string out;
    out.reserve(digits.size() / 4 * 3);
    for (std::size_t at = 0; at < digits.size(); at += 4) {
        if (!append_bytes(std::string_view(digits).substr(at, 4), at + 4 == digits.size(), out)) {
            return std::nullopt;
        }
    }
    return out;
}

std::string to_base64url(std::string_view bytes) {
    std::string out = seal::to_base64(bytes);
    std::ranges::replace(out, '+', '-');
    std::ranges::replace(out, '/', '_');
    std::erase(out, '=');
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string out(text);
    std::ranges::replace(out, '-', '+');
    std::ranges::replace(out, '_', '/');
    out.append((4 - out.size() % 4) % 4, '=');
    return from_base64(out);
}

} // namespace renkei::mhd
