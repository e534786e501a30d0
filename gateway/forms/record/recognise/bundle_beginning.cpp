#include "gateway/forms/record/recognise/bundle_beginning.h"

#include <algorithm>
#include <array>

namespace renkei::record {

bool begins_as_bundle(std::string_view bytes) {
    constexpr std::array<std::string_view, 4> tokens{"{", "\"resourceType\"", ":", "\"Bundle\""};
    for (const std::string_view token : tokens) {
        bytes = bytes.substr(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
        if (!bytes.starts_with(token)) {
            return false;
        }
        bytes.remove_prefix(token.size());
    }
    return true;
}

bool is_xml_bundle(std::string_view bytes) {
    constexpr std::size_t enough = 64UL * 1024UL;
    std::string_view rest = bytes.substr(0, enough);
    while (true) {
        rest = rest.substr(std::min(rest.find('<'), rest.size()));
        const bool is_comment = rest.starts_with("<!--");
        const bool is_prolog = rest.starts_with("<?") || rest.starts_with("<!");
        if (!is_comment && !is_prolog) {
            return rest.starts_with("<Bundle");
        }
        const std::size_t end = rest.find(is_comment ? "-->" : ">");
        if (end == std::string_view::npos) {
            return false;
        }
        rest.remove_prefix(end + 1);
    }
}

} // namespace renkei::record
