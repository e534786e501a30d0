// Files that are neither a form nor FHIR and are often sent in their place, recognised by their first bytes.
#pragma once

#include "gateway/core/diag/finding.h"

#include <optional>
#include <string_view>

namespace renkei::record {

// What the file is and what to do. Nothing: it may be a text.
std::optional<diag::Finding> other_file_type(std::string_view bytes);

} // namespace renkei::record
