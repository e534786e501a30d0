#include "gateway/exchange/file_name_field.h"

#include "gateway/text/utf8.h"

#include <charconv>

namespace renkei::exchange {
namespace {

constexpr std::string_view hex = "0123456789ABCDEF";

bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' || c == '~';
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_plain(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += {'%', hex[byte >> 4], hex[byte & 15]};
    }
    return out;
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() && std::from_chars(&text[i + 1], &text[i + 1] + 2, value, 16).ptr == &text[i + 1] + 2) {
            out += static_cast<char>(value);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

// Without folders, without what a file system or a terminal would stumble over. Bytes that are no UTF-8 are no name: it is told again in
// reports.
std::string made_safe(std::string_view name) {
    if (!text::is_utf8(name)) {
        return "";
    }
    name = name.substr(name.find_last_of("/\\") + 1);
    std::string out;
    for (const char c : name) {
        out += static_cast<unsigned char>(c) < ' ' || c == '"' || c == 0x7F ? '-' : c;
    }
    while (out.starts_with('.')) {
        out.erase(0, 1);
    }
    return out;
}

} // namespace

std::string file_name_field(std::string_view file_name, std::string_view disposition) {
    std::string ascii;
    for (const char c : file_name) {
        ascii += is_plain(c) ? c : '_';
    }
    const std::string out = std::string(disposition) + "; filename=\"" + ascii + "\"";
    return ascii == file_name ? out : out + "; filename*=UTF-8''" + percent_encoded(file_name);
}

std::string read_file_name(std::string_view field) {
    constexpr std::string_view extended = "filename*=UTF-8''";
    constexpr std::string_view simple = "filename=";
    if (const std::size_t at = field.find(extended); at != std::string_view::npos) {
        const std::string_view rest = field.substr(at + extended.size());
        return made_safe(percent_decoded(rest.substr(0, rest.find_first_of("; "))));
    }
    const std::size_t at = field.find(simple);
    if (at == std::string_view::npos) {
        return "";
    }
    const std::string_view rest = field.substr(at + simple.size());
    return made_safe(rest.starts_with('"') ? rest.substr(1, rest.find('"', 1) - 1) : rest.substr(0, rest.find_first_of("; ")));
}

} // namespace renkei::exchange
