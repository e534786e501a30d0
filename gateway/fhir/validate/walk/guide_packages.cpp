#include "gateway/fhir/validate/walk/guide_packages.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/core/text/words.h"

#include <algorithm>

namespace renkei::validate {

NeededPackage needed_package(std::string_view canonical) {
    for (std::string_view line : text::table_lines(guide_packages_table())) {
        if (canonical.starts_with(text::next_part(line, '\t'))) {
            return {line};
        }
    }
    std::size_t end = canonical.size();
    for (const std::string_view kind : {"/StructureDefinition/", "/CodeSystem/"}) {
        end = std::min(end, canonical.find(kind));
    }
    return {canonical.substr(0, end), false};
}

} // namespace renkei::validate
