// UCUM's tables of units and prefixes, made at build time from ucumDefs.min.json (make_ucum.cpp).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace renkei::ucum {

// How the number of a special unit follows from a quantity x of the row's `of`.
enum class Function : std::uint8_t {
    none,
    zero,        // x - parameter, in K
    logarithm,   // parameter × ln x
    tangent,     // parameter × tan x
    square_root, // √x
};

struct UnitRow {
    std::string_view code;
    bool is_metric;          // takes prefixes
    std::string_view digits; // with `tens`: how many …
    int tens;
    std::string_view of; // … of these; "@" and its place in Unit::exponents: base unit; empty: arbitrary
    Function function = Function::none;
    long double parameter = 0;
};
struct PrefixRow {
    std::string_view code;
    int tens;
    int twos;
};

std::span<const UnitRow> unit_rows(); // by code; row zero is no unit
const UnitRow* find_unit(std::string_view code);
std::span<const PrefixRow> prefix_rows(); // the longer ones first

} // namespace renkei::ucum
