#include "gateway/fhir/ucum/table.h"

#include "generated/ucum/units.inc"

#include <algorithm>

namespace renkei::ucum {

std::span<const UnitRow> unit_rows() { return units; }

const UnitRow* find_unit(std::string_view code) {
    const auto found = std::ranges::lower_bound(unit_rows(), code, {}, &UnitRow::code);
    return !code.empty() && found != unit_rows().end() && found->code == code ? &*found : nullptr;
}

std::span<const PrefixRow> prefix_rows() { return prefixes; }

} // namespace renkei::ucum
