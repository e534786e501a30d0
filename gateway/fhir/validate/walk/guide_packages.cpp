#include "gateway/fhir/validate/walk/guide_packages.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/core/text/words.h"

#include <algorithm>

namespace renkei::validate {

NeededPackage needed_package(std::string_view canonical) {
    for (std::string_view line : text::table_lines(guide_packages_table())) {
        const std::string_view beginning = text::next_part(line, '\t');
        const bool is_whole = beginning.size() == canonical.size() + 1 && beginning.starts_with(canonical);
        if (is_whole || canonical.starts_with(beginning)) {
            return {line == "-" ? beginning : line};
        }
    }
    std::size_t end = canonical.size();
    for (const std::string_view kind : {"/StructureDefinition/", "/CodeSystem/"}) {
        end = std::min(end, canonical.find(kind));
    }
    return {canonical.substr(0, end), false};
}

} // namespace renkei::validate
