#include "gateway/network/server/conditional.h"

#include "gateway/core/text/words.h"

#include <fmt/format.h>

#include <charconv>

namespace renkei::server {

using text::next_part;
using text::trim;

// RFC 9110 §13.1.2: weak comparison.
bool is_not_modified(const Request& request, std::string_view etag) {
    etag.remove_prefix(etag.starts_with("W/") ? 2 : 0);
    std::string_view rest = request.header("If-None-Match");
    while (!rest.empty()) {
        std::string_view item = trim(next_part(rest, ','));
        item.remove_prefix(item.starts_with("W/") ? 2 : 0);
        if (item == "*" || item == etag) {
            return true;
        }
    }
    return false;
}

std::uint32_t version_in(std::string_view if_match, std::string_view document) {
    if (if_match.empty() || trim(if_match) == "*") {
        return 0;
    }
    while (!if_match.empty()) {
        std::string_view tag = trim(next_part(if_match, ','));
        const std::string beginning = fmt::format("\"{}.", document);
        if (!tag.starts_with(beginning)) {
            continue;
        }
        tag.remove_prefix(beginning.size());
        std::uint32_t number = 0;
        if (std::from_chars(tag.data(), tag.data() + tag.size(), number).ec == std::errc() && number != 0) {
            return number;
        }
    }
    return no_version;
}

} // namespace renkei::server
