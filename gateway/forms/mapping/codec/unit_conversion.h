// Converts an amount of a foreign document into the unit of an entry, exactly or not at all (UCUM).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace renkei::mapping {

// The elements of a Quantity; absent ones are empty.
struct Amount {
    std::string_view value; // as JSON has it
    std::string_view unit;
    std::string_view system;
    std::string_view code;
};

enum class UnitFit : std::uint8_t {
    same,      // the value stands as it is
    converted, // … as `value`
    other,     // not exact as a decimal, another kind of unit, or an unknown one
};
struct AmountInUnit {
    UnitFit fit = UnitFit::other;
    std::string value{}; // of `converted`: without zeros at the end
};

// `ours`: what the entry writes; its value does not count. Codes of UCUM are compared by what they mean. A
// unit in words counts only where there is no code. Years and months are no number of days; numbers without
// dimension and annotations ({score}) are alike only if they are written alike, but 1 is 100 %.
AmountInUnit in_unit_of(const Amount& theirs, const Amount& ours);

// Do its words for the unit say another amount than its code of UCUM: g beside kg, mg/dL beside umol/L? Words
// that are no code of UCUM are not judged, and neither are those that are one by chance (C, K, U).
bool contradicts_itself(const Amount& amount);

} // namespace renkei::mapping
