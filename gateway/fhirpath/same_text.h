// Texts that FHIRPath calls equivalent: upper and lower case are the same, so are all blanks.
#pragma once

#include <string>
#include <string_view>

namespace renkei::fhirpath {

bool same_words(std::string_view a, std::string_view b);
std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);

} // namespace renkei::fhirpath
