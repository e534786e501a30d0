#include "gateway/core/json/writer.h"

#include <string_view>

namespace renkei::json {
namespace {

constexpr std::string_view spaces = " \t\r\n";

// One past the closing quote of the string that begins at `begin`.
std::size_t end_of_string(std::string_view json, std::size_t begin) {
    std::size_t at = begin + 1;
    while (at < json.size() && json[at] != '"') {
        at += json[at] == '\\' ? 2 : 1;
    }
    return at < json.size() ? at + 1 : json.size();
}

void new_line(std::string& out, std::size_t level) {
    out.push_back('\n');
    out.append(level * 2, ' ');
}

} // namespace

std::string pretty(std::string_view json) {
    std::string out;
    out.reserve(json.size() * 2);
    std::size_t level = 0;
    for (std::size_t at = json.find_first_not_of(spaces); at < json.size();
         at = json.find_first_not_of(spaces, at)) {
        const char c = json[at];
        if (c == '"') {
            const std::size_t end = end_of_string(json, at);
            out.append(json, at, end - at);
            at = end;
            continue;
        }
        ++at;
        if (c == '{' || c == '[') {
            out.push_back(c);
            const std::size_t next = json.find_first_not_of(spaces, at);
            if (next < json.size() && (json[next] == '}' || json[next] == ']')) {
                out.push_back(json[next]);
                at = next + 1;
            } else {
                new_line(out, ++level);
            }
        } else if (c == '}' || c == ']') {
            new_line(out, level > 0 ? --level : 0);
            out.push_back(c);
        } else if (c == ',') {
            out.push_back(c);
            new_line(out, level);
        } else {
            out.append(c == ':' ? ": " : std::string_view(&c, 1));
        }
    }
    return out;
}

} // namespace renkei::json
