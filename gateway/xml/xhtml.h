// The XHTML of a narrative by FHIR's rules (R4 narrative.html, txt-1 and txt-2): what FHIRPath's htmlChecks()
// and the validator ask.
#pragma once

#include "gateway/diag/finding.h"
#include "gateway/xml/markup.h"

#include <optional>
#include <string_view>

namespace renkei::xml {

// Well-formed, one div of XHTML, and neither blank nor unsafe.
[[nodiscard]] bool is_good_narrative(std::string_view div);

// All that is wrong, one finding each, at `where`: the place of the div.
void check_narrative(std::string_view div, const diag::Where& where, diag::Report& report);

// Why this could not stand in an XML document as the div of a narrative; nothing if it could. A wrong
// namespace is the second argument.
[[nodiscard]] std::optional<Fault> malformed(std::string_view div);

// Without white space around it.
std::string_view trimmed(std::string_view div);

} // namespace renkei::xml
