// What a narrative may hold: R4's txt-1 (only formatting elements and attributes, no active content) and
// txt-2 (it says something).
#pragma once

#include <string_view>

namespace renkei::fhirpath {

bool is_safe_html(std::string_view xhtml);

} // namespace renkei::fhirpath
