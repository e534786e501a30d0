// What may stand in a narrative, and which addresses and styles are harmless.
#pragma once

#include <string_view>

namespace renkei::xml {

bool is_narrative_element(std::string_view name);
bool is_narrative_attribute(std::string_view prefix, std::string_view name);

// Does the attribute hold an address?
bool is_address(std::string_view attribute);
// Runs nothing and holds nothing: leads somewhere, or is the data of an image.
bool is_safe_address(std::string_view element, std::string_view address);
// Refers to nothing outside and runs nothing.
bool is_safe_style(std::string_view style);

} // namespace renkei::xml
