// Values of HTTP headers that have a grammar of their own: media types and entity tags (RFC 9110).
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::text {

// The text before the next separator outside quotes (§5.6.4), trimmed; `rest` becomes the text behind it.
std::string_view next_piece(std::string_view& rest, char separator);

// A media type, or a range of them (§8.3.1, §12.5.1). A parameter without "=" has an empty value.
struct MediaRange {
    std::string_view type{};                                                 // "text/csv", "text/*"
    std::vector<std::pair<std::string_view, std::string_view>> parameters{}; // values without quotes
};
MediaRange read_media_range(std::string_view text);

// What If-Match and If-None-Match list (§8.8.3, §13.1).
struct EntityTags {
    bool is_any = false;                  // "*"
    std::vector<std::string_view> tags{}; // between the quotes; weak ones, too: all of FHIR's are weak

    bool has(std::string_view etag) const; // as a response has it; empty: it has none
};
// One list over all lines of a header. Nothing: it names no tag, or something in it is none.
std::optional<EntityTags> read_entity_tags(std::span<const std::string_view> lines);

} // namespace renkei::text
