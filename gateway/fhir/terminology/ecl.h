// The syntax of SNOMED CT's Expression Constraint Language 2.2, which filters by 'constraint' are written in
// (R4 snomedct.html). Whether a constraint has matches, only a server with SNOMED CT can decide.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace renkei::terminology {

// The offset of the first character that does not fit; nothing if the text is a valid expression constraint.
std::optional<std::size_t> ecl_error(std::string_view text);

} // namespace renkei::terminology
