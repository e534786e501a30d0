// Does a file begin as a FHIR bundle does?
#pragma once

#include <string_view>

namespace renkei::record {

// A large bundle need not be read twice: its first key says what it is.
bool begins_as_bundle(std::string_view bytes);

// After the prolog and comments the root element is Bundle.
bool is_xml_bundle(std::string_view bytes);

} // namespace renkei::record
