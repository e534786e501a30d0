#include "gateway/core/text/content_disposition.h"

#include "gateway/core/text/percent.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/words.h"

#include <algorithm>

namespace renkei::text {
namespace {

// As many characters of the name as fit, and its ending.
std::string shortened(const std::string& name) {
    constexpr std::size_t most = 200; // of the 255 bytes that file systems take
    constexpr std::size_t max_extension_length = 16;
    if (name.size() <= most) {
        return name;
    }
    const std::size_t dot = name.rfind('.');
    const bool has_ending = dot != std::string::npos && name.size() - dot <= max_extension_length;
    const std::string ending = has_ending ? name.substr(dot) : "";
    return std::string(truncated_utf8(name, most - ending.size())) + ending;
}

} // namespace

std::string content_disposition(std::string_view file_name, std::string_view disposition) {
    std::string ascii;
    for (const char c : file_name) {
        ascii += is_unreserved(c) ? c : '_';
    }
    const std::string out = std::string(disposition) + "; filename=\"" + ascii + "\"";
    return ascii == file_name ? out : out + "; filename*=UTF-8''" + percent_encoded(file_name);
}

std::string safe_file_name(std::string_view name) {
    name = name.substr(name.find_last_of("/\\") + 1);
    std::string out = sanitized(name, name.size());
    std::ranges::replace_if(
        out, [](char c) { return c == '?' || c == '"'; }, '-');
    out.erase(0, out.find_first_not_of('.'));
    return shortened(out);
}

namespace {

// Empty if the decoded bytes are no text.
std::string decoded_name(std::string_view name) {
    return is_utf8(name) ? safe_file_name(name) : std::string();
}

// Cuts the next parameter off; a semicolon inside of quotes is no separator.
std::string_view next_parameter(std::string_view& rest) {
    bool is_quoted = false;
    std::size_t at = 0;
    for (; at < rest.size() && (is_quoted || rest[at] != ';'); ++at) {
        is_quoted ^= rest[at] == '"';
    }
    const std::string_view out = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return trim(out);
}

// RFC 8187: charset, language, value.
std::string extended_value(std::string_view value) {
    const std::string_view charset = next_part(value, '\'');
    next_part(value, '\'');
    return same_word(charset, "UTF-8") ? percent_decoded(value).value_or(std::string(value)) : std::string();
}

} // namespace

std::string disposition_file_name(std::string_view field) {
    std::string simple;
    while (!field.empty()) {
        std::string_view value = next_parameter(field);
        const std::string_view name = trim(next_part(value, '='));
        value = unquoted(trim(value));
        if (same_word(name, "filename*")) {
            return decoded_name(extended_value(value));
        }
        if (same_word(name, "filename")) {
            simple = value;
        }
    }
    return decoded_name(simple);
}

} // namespace renkei::text
