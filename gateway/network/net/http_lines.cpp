#include "gateway/network/net/http_lines.h"

#include "gateway/core/text/words.h"

#include <array>
#include <charconv>

namespace renkei::net {
namespace {

using text::is_token;
using text::same_word;

constexpr std::size_t max_size_digits = 8; // digits
constexpr auto not_in_trailers =
    std::to_array<std::string_view>({"Content-Length", "Transfer-Encoding", "Host"});

// The size of a quoted string (RFC 9110 §5.6.4) with its quotes; 0 if it has no end. Its content was checked
// by is_field_text().
std::size_t quoted_size(std::string_view text) {
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (text[at] == '"') {
            return at + 1;
        }
        at += text[at] == '\\' ? 1U : 0U;
    }
    return 0;
}

// One extension behind its ";", which goes from `rest`: name, or name=value.
bool take_extension(std::string_view& rest) {
    const std::size_t name = rest.find_first_of("=;");
    if (!is_token(rest.substr(0, name))) {
        return false;
    }
    const bool has_value = name != std::string_view::npos && rest[name] == '=';
    rest.remove_prefix(name == std::string_view::npos ? rest.size() : name + (has_value ? 1 : 0));
    if (!has_value) {
        return true;
    }
    const bool is_quoted = rest.starts_with('"');
    const std::size_t size = is_quoted ? quoted_size(rest) : rest.substr(0, rest.find(';')).size();
    if (size == 0 || (!is_quoted && !is_token(rest.substr(0, size)))) {
        return false;
    }
    rest.remove_prefix(size);
    return true;
}

} // namespace

bool is_field_text(std::string_view text) {
    return std::ranges::none_of(
        text, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; });
}

std::optional<std::uint32_t> chunk_size(std::string_view line) {
    std::string_view rest = line;
    const std::string_view digits = rest.substr(0, rest.find(';'));
    std::uint32_t out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out, 16);
    if (digits.size() > max_size_digits || error != std::errc{} || end != digits.data() + digits.size() ||
        !is_field_text(line)) {
        return std::nullopt;
    }
    rest.remove_prefix(digits.size());
    while (!rest.empty()) {
        if (rest.front() != ';') {
            return std::nullopt;
        }
        rest.remove_prefix(1);
        if (!take_extension(rest)) {
            return std::nullopt;
        }
    }
    return out;
}

bool is_trailer_line(std::string_view line) {
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    return colon != std::string_view::npos && is_token(name) && is_field_text(line) &&
           std::ranges::none_of(not_in_trailers,
                                [name](std::string_view refused) { return same_word(refused, name); });
}

} // namespace renkei::net
