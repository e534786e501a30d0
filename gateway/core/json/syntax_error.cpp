#include "gateway/core/json/syntax_error.h"

#include "gateway/core/json/place.h"
#include "generated/messages/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::json {
namespace {

unsigned char byte(std::string_view input, std::size_t at) { return static_cast<unsigned char>(input[at]); }

// How many bytes the UTF-8 sequence at `at` has; 0 if it is not valid. Unicode 15, table 3-7.
std::size_t utf8_length(std::string_view input, std::size_t at) {
    struct Row {
        unsigned char first_from, first_to, second_from, second_to;
        std::size_t length;
    };
    constexpr std::array<Row, 9> rows{{{0x00, 0x7F, 0, 0, 1},
                                       {0xC2, 0xDF, 0x80, 0xBF, 2},
                                       {0xE0, 0xE0, 0xA0, 0xBF, 3},
                                       {0xE1, 0xEC, 0x80, 0xBF, 3},
                                       {0xED, 0xED, 0x80, 0x9F, 3},
                                       {0xEE, 0xEF, 0x80, 0xBF, 3},
                                       {0xF0, 0xF0, 0x90, 0xBF, 4},
                                       {0xF1, 0xF3, 0x80, 0xBF, 4},
                                       {0xF4, 0xF4, 0x80, 0x8F, 4}}};
    const unsigned char first = byte(input, at);
    for (const Row& row : rows) {
        if (first < row.first_from || first > row.first_to) {
            continue;
        }
        if (at + row.length > input.size()) {
            return 0;
        }
        if (row.length > 1 &&
            (byte(input, at + 1) < row.second_from || byte(input, at + 1) > row.second_to)) {
            return 0;
        }
        for (std::size_t i = 2; i < row.length; ++i) {
            if ((byte(input, at + i) & 0xC0U) != 0x80) {
                return 0;
            }
        }
        return row.length;
    }
    return 0;
}

std::string escape_of(unsigned char c) {
    constexpr std::string_view with_letter = "\b\t\n\f\r";
    constexpr std::string_view letters = "btnfr";
    if (const std::size_t at = with_letter.find(static_cast<char>(c)); at != std::string_view::npos) {
        return {'\\', letters[at]};
    }
    return fmt::format("\\u{:04x}", c);
}

} // namespace

SyntaxError find_token_error(std::string_view input) {
    bool in_string = false;
    std::size_t string_begin = 0;
    for (std::size_t at = 0; at < input.size();) {
        const std::size_t length = utf8_length(input, at);
        if (length == 0) {
            return {message::json_not_utf8, at, {fmt::format("{:02X}", byte(input, at))}};
        }
        const unsigned char c = byte(input, at);
        if (c == '\\' && !in_string) {
            return {message::json_value_expected, at, {excerpt(input, at)}};
        }
        if (in_string && c < 0x20) {
            return {message::json_control_character, at, {fmt::format("{:02X}", c), escape_of(c)}};
        }
        if (c == '"') {
            in_string = !in_string;
            string_begin = at;
        }
        const bool skip_escaped =
            c == '\\' && at + 1 < input.size() && byte(input, at + 1) >= 0x20 && byte(input, at + 1) < 0x80;
        at += skip_escaped ? 2 : length;
    }
    return {message::json_unclosed_string, in_string ? string_begin : input.size(), {}};
}

std::string excerpt(std::string_view input, std::size_t offset) {
    constexpr std::size_t most = 24;
    constexpr std::string_view ends = " \t\r\n,:[]{}";
    std::size_t end = offset;
    while (end < input.size() && end - offset < most &&
           (end == offset || ends.find(input[end]) == std::string_view::npos)) {
        end += std::max<std::size_t>(utf8_length(input, end), 1);
    }
    return std::string(input.substr(offset, end - offset));
}

diag::Error error_of(const SyntaxError& refusal, std::string_view input, std::string path) {
    const Position at = position(input, refusal.offset);
    diag::Where where{
        .offset = refusal.offset, .line = at.line, .column = at.column, .path = std::move(path)};
    return diag::finding(refusal.message, std::move(where), refusal.args);
}

} // namespace renkei::json
