#include "gateway/network/store/rows/uuid_bytes.h"

#include <cassert>

namespace renkei::store {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::size_t text_size = 36;
constexpr std::size_t byte_size = 16;

constexpr unsigned not_a_digit = 16;

constexpr unsigned value_of(char digit) {
    return digit >= '0' && digit <= '9'   ? static_cast<unsigned>(digit - '0')
           : digit >= 'a' && digit <= 'f' ? static_cast<unsigned>(digit - 'a' + 10)
                                          : not_a_digit;
}

constexpr bool is_dash(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

} // namespace

std::optional<std::string> uuid_bytes(std::string_view text) {
    if (text.size() != text_size) {
        return std::nullopt;
    }
    std::string out;
    out.reserve(byte_size);
    for (std::size_t at = 0; at < text_size;) {
        if (is_dash(at)) {
            if (text[at++] != '-') {
                return std::nullopt;
            }
            continue;
        }
        const unsigned high = value_of(text[at]);
        const unsigned low = value_of(text[at + 1]);
        if (high == not_a_digit || low == not_a_digit) {
            return std::nullopt;
        }
        out.push_back(static_cast<char>(high << 4U | low));
        at += 2;
    }
    return out;
}

std::string uuid_text(std::string_view bytes) {
    assert(bytes.size() == byte_size);
    std::string out;
    out.reserve(text_size);
    for (const char c : bytes) {
        if (is_dash(out.size())) {
            out.push_back('-');
        }
        const auto byte = static_cast<unsigned char>(c);
        out.push_back(hex_digits[byte >> 4U]);
        out.push_back(hex_digits[byte & 15U]);
    }
    return out;
}

} // namespace renkei::store
