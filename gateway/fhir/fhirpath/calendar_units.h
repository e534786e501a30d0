// Units of a quantity in FHIRPath: words of the calendar beside those of UCUM.
#pragma once

#include "gateway/fhir/ucum/unit.h"

#include <optional>
#include <string_view>

namespace renkei::fhirpath {

// "year" of "years"; empty if it is no calendar unit.
std::string_view calendar_unit(std::string_view word);
// "a" of "year", "d" of "day"; empty if there is none. And the other way round.
std::string_view definite_unit(std::string_view calendar_name);
std::string_view calendar_of_definite(std::string_view code);

// The word of a calendar unit, else a UCUM code. Years and months are a dimension of their own, as no number
// of days makes a month.
std::optional<ucum::Unit> unit_of(std::string_view unit);

} // namespace renkei::fhirpath
