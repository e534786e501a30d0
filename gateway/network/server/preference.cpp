#include "gateway/network/server/preference.h"

#include "gateway/core/text/words.h"

#include <algorithm>
#include <optional>

namespace renkei::server {
namespace {

// The text before the next separator outside quotes (RFC 9110 §5.6.4); `rest` becomes the text behind it.
std::string_view next_piece(std::string_view& rest, char separator) {
    bool is_quoted = false;
    std::size_t end = 0;
    for (; end < rest.size() && (is_quoted || rest[end] != separator); ++end) {
        is_quoted = is_quoted != (rest[end] == '"');
        end += is_quoted && rest[end] == '\\' ? 1U : 0U; // what follows is no quote
    }
    const std::string_view piece = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return piece;
}

// Without its quotes. What stands behind a semicolon are parameters of the preference.
std::optional<std::string_view> value_in(std::string_view preferences, std::string_view name) {
    while (!preferences.empty()) {
        std::string_view one = next_piece(preferences, ',');
        std::string_view value = next_piece(one, ';');
        if (text::same_word(text::trim(text::next_part(value, '=')), name)) {
            return text::unquoted(text::trim(value));
        }
    }
    return std::nullopt;
}

} // namespace

bool prefers(const Request& request, std::string_view name, std::string_view value) {
    for (const auto& [field, preferences] : request.headers) {
        if (!text::same_word(field, "Prefer")) {
            continue;
        }
        if (const std::optional<std::string_view> preferred = value_in(preferences, name)) {
            return text::same_word(*preferred, value);
        }
    }
    return false;
}

} // namespace renkei::server
