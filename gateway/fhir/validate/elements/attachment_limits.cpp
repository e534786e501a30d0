#include "gateway/fhir/validate/elements/attachment_limits.h"

#include "gateway/core/text/words.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace renkei::validate {

bool is_allowed_media_type(std::string_view type, std::string_view allowed) {
    const std::string found = text::lowered(type);
    std::string wanted = text::lowered(allowed);
    if (wanted.ends_with('*')) {
        wanted.pop_back();
        return found.starts_with(wanted);
    }
    return found.starts_with(wanted) &&
           (found.size() == wanted.size() || found[wanted.size()] == ';' || found[wanted.size()] == ' ');
}

std::size_t attached_bytes(std::string_view base64) {
    const auto counts = [](unsigned char c) { return std::isspace(c) == 0 && c != '='; };
    return static_cast<std::size_t>(std::ranges::count_if(base64, counts)) * 3 / 4;
}

} // namespace renkei::validate
