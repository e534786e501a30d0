// Products and powers of units in their canonical form.
#pragma once

#include "gateway/fhir/ucum/table.h"
#include "gateway/fhir/ucum/unit.h"

namespace renkei::ucum {

enum class Side : std::int8_t { numerator = 1, denominator = -1 };

// False if the result is more than the form can hold (exponents above 100, more than three own dimensions).
bool multiply(Unit& to, const Unit& by, Side side);
std::optional<Unit> power(const Unit& unit, int exponent);
base::Int128 whole_number(std::string_view digits); // of at most 31 digits, which fit
Unit of_number(base::Int128 digits, int tens);
Unit of_prefix(const PrefixRow& prefix);
Unit own_dimension(const UnitRow& row);
Unit base_unit(std::size_t place);

} // namespace renkei::ucum
