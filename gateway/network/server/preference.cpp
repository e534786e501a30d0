#include "gateway/network/server/preference.h"

#include "gateway/core/text/header_values.h"
#include "gateway/core/text/words.h"

#include <optional>

namespace renkei::server {
namespace {

// Without its quotes. What stands behind a semicolon are parameters of the preference.
std::optional<std::string_view> value_in(std::string_view preferences, std::string_view name) {
    while (!preferences.empty()) {
        std::string_view one = text::next_piece(preferences, ',');
        std::string_view value = text::next_piece(one, ';');
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
