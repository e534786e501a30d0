// What a file is by its first bytes, if it is no form: a FHIR bundle, or neither and often sent in its place.
#pragma once

#include "gateway/core/diag/finding.h"

#include <optional>
#include <string_view>

namespace renkei::record {

// What the file is and what to do. Nothing: it may be a text.
std::optional<diag::Finding> other_file_type(std::string_view bytes);

// A large bundle need not be read twice: its first key says what it is.
bool begins_as_bundle(std::string_view bytes);

// After the prolog and comments the root element is Bundle.
bool is_xml_bundle(std::string_view bytes);

} // namespace renkei::record
