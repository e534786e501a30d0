// Texts that FHIRPath calls equivalent: case is ignored, and all white space is the same.
#pragma once

#include <string>
#include <string_view>

namespace renkei::fhirpath {

bool same_words(std::string_view a, std::string_view b);
std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);

} // namespace renkei::fhirpath
