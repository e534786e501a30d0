#include "gateway/core/text/header_values.h"

#include "gateway/core/text/words.h"

#include <algorithm>

namespace renkei::text {
namespace {

constexpr std::string_view weak = "W/";

// §8.8.3: etagc
constexpr bool may_stand_in_tag(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F && c != '"';
}

// A tag at the beginning of `rest`, which is cut off it; nothing if there is none.
std::optional<std::string_view> take_tag(std::string_view& rest) {
    rest.remove_prefix(rest.starts_with(weak) ? weak.size() : 0);
    const std::size_t end = rest.starts_with('"') ? rest.find('"', 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view tag = rest.substr(1, end - 1);
    rest = trim(rest.substr(end + 1));
    return std::ranges::all_of(tag, may_stand_in_tag) ? std::optional(tag) : std::nullopt;
}

bool add_tags(std::string_view line, EntityTags& out) {
    for (std::string_view rest = trim(line); !rest.empty();) {
        if (rest.front() == ',') { // an empty element of a list says nothing (§5.6.1)
            rest = trim(rest.substr(1));
            continue;
        }
        const std::optional<std::string_view> tag = take_tag(rest);
        if (!tag || !(rest.empty() || rest.front() == ',')) {
            return false;
        }
        out.tags.push_back(*tag);
    }
    return true;
}

} // namespace

std::string_view next_piece(std::string_view& rest, char separator) {
    bool is_quoted = false;
    std::size_t end = 0;
    for (; end < rest.size() && (is_quoted || rest[end] != separator); ++end) {
        is_quoted = is_quoted != (rest[end] == '"');
        end += is_quoted && rest[end] == '\\' ? 1U : 0U; // what follows is no quote
    }
    const std::string_view piece = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return trim(piece);
}

MediaRange read_media_range(std::string_view text) {
    MediaRange out{.type = next_piece(text, ';')};
    while (!text.empty()) {
        std::string_view value = next_piece(text, ';');
        if (!value.empty()) {
            const std::string_view name = next_piece(value, '=');
            out.parameters.emplace_back(name, unquoted(trim(value)));
        }
    }
    return out;
}

bool EntityTags::has(std::string_view etag) const {
    etag.remove_prefix(etag.starts_with(weak) ? weak.size() : 0);
    return std::ranges::find(tags, unquoted(etag)) != tags.end() && !etag.empty();
}

std::optional<EntityTags> read_entity_tags(std::span<const std::string_view> lines) {
    if (lines.size() == 1 && trim(lines.front()) == "*") {
        return EntityTags{.is_any = true};
    }
    EntityTags out;
    const bool is_list =
        std::ranges::all_of(lines, [&](std::string_view line) { return add_tags(line, out); });
    return is_list && !out.tags.empty() ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace renkei::text
