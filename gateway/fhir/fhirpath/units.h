// UCUM, as far as quantities need it: which unit a code means and how one unit converts into another.
#pragma once

#include "gateway/fhir/fhirpath/decimal.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace renkei::fhirpath {

// A unit as a factor of base units. Units that UCUM defines by procedure ([iU]) are dimensions of their own.
struct Unit {
    static constexpr std::size_t base_units = 7; // m s g rad K C cd
    static constexpr std::size_t most_own = 3;
    struct Own {
        std::uint16_t row = 0; // in the table of units; zero: none
        std::int8_t exponent = 0;
        bool operator==(const Own&) const = default;
    };

    Int128 numerator = 1; // factor = numerator / denominator × 10^tens, if is_exact
    Int128 denominator = 1;
    int tens = 0;
    bool is_exact = true;
    long double factor = 1; // the same, about
    long double zero = 0;   // of Cel and [degF], in K; others: 0
    std::array<std::int8_t, base_units> exponents{};
    std::array<Own, most_own> own{};

    static std::optional<Unit> parse(std::string_view code);
    // Calendar units: years and months are a dimension of their own, as no number of days makes a month.
    static std::optional<Unit> calendar(std::string_view name);
    // Of a quantity: the word of a calendar unit, in quotes or not, else a UCUM code.
    static std::optional<Unit> of(std::string_view unit);
};

// "year" of "years"; empty if it is no calendar unit.
std::string_view calendar_unit(std::string_view word);
// "a" of "year", "d" of "day"; empty if there is none. And the other way round.
std::string_view definite_unit(std::string_view calendar_name);
std::string_view calendar_of_definite(std::string_view code);

bool comparable(const Unit& a, const Unit& b);
// Of comparable units: is one `a` less than one `b`, as differences?
bool is_finer(const Unit& a, const Unit& b);
// Of comparable units; exact wherever UCUM's factors are.
std::strong_ordering compare(const Decimal& a, const Unit& unit_a, const Decimal& b, const Unit& unit_b);
std::optional<Decimal> convert(const Decimal& value, const Unit& from, const Unit& to);

// One row of UCUM's table.
struct UnitRow {
    std::string_view code;
    bool is_metric;          // takes prefixes
    std::string_view value;  // how many …
    std::string_view of;     // … of these; empty: a dimension of its own
    std::string_view zero{}; // in K
};
struct PrefixRow {
    std::string_view code;
    int tens;
    int twos;
};
std::span<const UnitRow> unit_rows(); // by code
std::span<const PrefixRow> prefix_rows();

} // namespace renkei::fhirpath
