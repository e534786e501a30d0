// The XHTML of a narrative by FHIR's rules (R4 narrative.html, txt-1 and txt-2): what FHIRPath's htmlChecks()
// and the validator ask.
#pragma once

#include "gateway/fhir/xml/markup.h"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace renkei::xml {

// Well-formed, one div of XHTML of R4's elements and attributes in HTML 4.0's order, and neither blank nor
// unsafe.
[[nodiscard]] bool is_good_narrative(std::string_view div);

// All that is wrong, in the order of the text. What ends the reading is the last one.
// `see` sees each step of the walk.
using StepVisitor = std::function<void(Markup::Step, const Markup&)>;
[[nodiscard]] std::vector<MarkupError> narrative_errors(std::string_view div, const StepVisitor& see = {});

// Why this could not occur in an XML document as the div of a narrative; nothing if it could. A wrong
// namespace is the second argument.
[[nodiscard]] std::optional<MarkupError> malformed(std::string_view div);

// Without white space around it.
std::string_view trimmed(std::string_view div);

} // namespace renkei::xml
