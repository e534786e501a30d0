// Files that are neither a form nor FHIR and are often sent in their place, told by their first bytes.
#pragma once

#include "gateway/diag/finding.h"

#include <optional>
#include <string_view>

namespace renkei::forms {

// What the file is and what to do. Nothing: it may be a text.
std::optional<diag::Finding> foreign_file(std::string_view bytes);

} // namespace renkei::forms
