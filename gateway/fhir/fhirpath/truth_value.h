// FHIRPath's three-valued logic: unknown is the empty collection.
#pragma once

#include <cstdint>

namespace renkei::fhirpath {

enum class TruthValue : std::uint8_t { no, yes, unknown };
constexpr TruthValue truth_value(bool value) { return value ? TruthValue::yes : TruthValue::no; }
constexpr TruthValue opposite(TruthValue value) {
    return value == TruthValue::unknown ? value : truth_value(value == TruthValue::no);
}

} // namespace renkei::fhirpath
