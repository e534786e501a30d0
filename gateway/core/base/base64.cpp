#include "gateway/core/base/base64.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace renkei::base {
namespace {

constexpr std::string_view plain_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view white = " \t\r\n";
constexpr std::uint8_t no_digit = 64;

using Values = std::array<std::uint8_t, 256>; // by character

constexpr Values values_of(std::string_view alphabet) {
    Values out{};
    out.fill(no_digit);
    for (std::size_t value = 0; value < alphabet.size(); ++value) {
        out[static_cast<unsigned char>(alphabet[value])] = static_cast<std::uint8_t>(value);
    }
    return out;
}
constexpr Values plain_values = values_of(plain_alphabet);
constexpr Values url_values = values_of(url_alphabet);

} // namespace

std::string to_base64(std::string_view bytes, Base64 alphabet) {
    const std::string_view digits = alphabet == Base64::plain ? plain_alphabet : url_alphabet;
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t bits = 0;
        for (std::size_t n = 0; n < 3; ++n) {
            bits = bits << 8U | (at + n < bytes.size() ? static_cast<unsigned char>(bytes[at + n]) : 0U);
        }
        for (std::size_t n = 0; n < 4; ++n) {
            out += at + n > bytes.size() ? '=' : digits[bits >> (18 - 6 * n) & 63U];
        }
    }
    return out;
}

std::optional<std::string> from_base64_digits(std::string_view digits, Base64 alphabet) {
    const Values& values = alphabet == Base64::plain ? plain_values : url_values;
    if (digits.size() % 4 == 1) {
        return std::nullopt;
    }
    std::string out;
    out.reserve(digits.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : digits) {
        const std::uint8_t value = values[static_cast<unsigned char>(c)];
        if (value == no_digit) {
            return std::nullopt;
        }
        bits = bits << 6U | value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>(bits >> held & 0xFFU);
        }
    }
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string digits;
    digits.reserve(text.size());
    std::ranges::copy_if(text, std::back_inserter(digits),
                         [](char c) { return white.find(c) == std::string_view::npos; });
    const std::string_view plain = without_padding(digits);
    const bool is_padded = digits.size() % 4 == 0 && digits.size() - plain.size() <= 2;
    return is_padded ? from_base64_digits(plain) : std::nullopt;
}

std::string_view without_padding(std::string_view text) {
    const std::size_t last = text.find_last_not_of('=');
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

} // namespace renkei::base
