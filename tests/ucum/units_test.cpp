#include "gateway/fhir/ucum/table.h"
#include "gateway/fhir/ucum/unit.h"

#include <gtest/gtest.h>

namespace renkei::ucum::units_test {
namespace {

using base::Decimal;

Unit unit(std::string_view code) {
    const auto out = Unit::parse(code);
    EXPECT_TRUE(out) << code;
    return out.value_or(Unit{});
}

Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

// The value in another unit; empty: they do not convert.
std::string converted(std::string_view value, std::string_view from, std::string_view to) {
    if (!comparable(unit(from), unit(to))) {
        return {};
    }
    const auto out = convert(number(value), unit(from), unit(to));
    return out ? without_trailing_zeros(*out).text() : std::string("too large");
}

TEST(Units, of_every_row_are_read) {
    for (const UnitRow& row : unit_rows().subspan(1)) {
        EXPECT_TRUE(Unit::parse(row.code)) << row.code;
    }
    EXPECT_GT(unit_rows().size(), 300U);
}

TEST(Units, are_case_sensitive) {
    EXPECT_TRUE(Unit::parse("mmol/L"));
    EXPECT_FALSE(Unit::parse("MMOL/L"));
    EXPECT_FALSE(comparable(unit("Pa"), unit("pA")));
    EXPECT_EQ(converted("1", "Mg", "mg"), "1000000000");
    EXPECT_EQ(converted("1", "ml", "mL"), "1");
}

TEST(Units, take_prefixes_if_they_are_metric) {
    EXPECT_EQ(converted("1", "km", "mm"), "1000000");
    EXPECT_EQ(converted("1", "dam", "dm"), "100");
    EXPECT_EQ(converted("1", "KiBy", "By"), "1024");
    EXPECT_EQ(converted("1", "mo", "wk").substr(0, 6), "4.3482"); // not a milli-something
    for (const std::string_view code : {"kmin", "k[lb_av]", "mkg", "kkm", "k"}) {
        EXPECT_FALSE(Unit::parse(code)) << code;
    }
}

TEST(Units, have_exponents) {
    EXPECT_EQ(converted("1", "m2", "cm2"), "10000");
    EXPECT_EQ(converted("1", "m+2", "m.m"), "1");
    EXPECT_EQ(converted("1", "m-1", "/m"), "1");
    EXPECT_EQ(converted("1", "10*3/ul", "10*9/L"), "1");
    EXPECT_EQ(converted("1", "10^3", "10*3"), "1");
    EXPECT_EQ(converted("1", "kg.m2.s-2", "J"), "1");
}

TEST(Units, have_annotations_that_change_nothing) {
    EXPECT_EQ(converted("1", "{cells}/uL", "/uL"), "1");
    EXPECT_EQ(converted("1", "g{creat}/{24 h}", "g"), "1");
    EXPECT_EQ(converted("1", "g/(8.h){shift}", "g/h"), "0.125");
    EXPECT_EQ(converted("1", "/100{WBCs}", "1"), "0.01");
    EXPECT_TRUE(comparable(unit("{#}"), unit("1")));
    for (const std::string_view code :
         {"{", "}", "{}{a}", "{a{b}}", "m{a}2", "{a}m", "{件}", "mg}", "{a}}"}) {
        EXPECT_FALSE(Unit::parse(code)) << code;
    }
}

TEST(Units, may_be_hostile) {
    for (const std::string_view code :
         {"",         " ",   "m ",  "/",          "m.", ".m", "((((((((((((((((((((m",
          "()",       "(m",  "m)",  "m999999999", "[",  "]",  "m//s",
          "10*99999", "0",   "000", "-1",         "+1", "m-", "99999999999999999999999999999999",
          "[pH",      "m[]", "µg"}) {
        EXPECT_FALSE(Unit::parse(code)) << code;
    }
}

TEST(Units, convert) {
    EXPECT_EQ(converted("120", "mm[Hg]", "kPa"), "15.99864");
    EXPECT_EQ(converted("1", "[lb_av]", "g"), "453.59237");
    EXPECT_EQ(converted("5", "[in_i]", "cm"), "12.7");
    EXPECT_EQ(converted("1", "[diop]", "/cm"), "0.01");
    EXPECT_EQ(converted("1", "Torr", "Pa"), "133.322");
    EXPECT_EQ(converted("1", "k[iU]", "[IU]"), "1000");
    EXPECT_EQ(converted("1", "[iU]", "[arb'U]"), "");
    EXPECT_EQ(converted("1", "[NTU]", "[FNU]"), "");
    EXPECT_EQ(converted("1", "m", "s"), "");
}

TEST(Temperatures, have_zeros_that_differ) {
    EXPECT_EQ(converted("37", "Cel", "[degF]"), "98.6");
    EXPECT_EQ(converted("98.6", "[degF]", "Cel"), "37");
    EXPECT_EQ(converted("-40", "Cel", "[degF]"), "-40");
    EXPECT_EQ(converted("0", "Cel", "K"), "273.15");
    EXPECT_EQ(converted("80", "[degRe]", "Cel"), "100");
    EXPECT_EQ(converted("1", "K/Cel", "1"), "1"); // in a product they are differences
    EXPECT_EQ(converted("1", "W/m2/[degF]", "W/m2/K"), "1.8");
}

TEST(Special_units, convert_by_their_functions) {
    EXPECT_EQ(converted("7", "[pH]", "mol/l"), "0.0000001");
    EXPECT_EQ(converted("0.01", "mol/l", "[pH]"), "2");
    EXPECT_EQ(converted("20", "dB", "B"), "2");
    EXPECT_EQ(converted("20", "dB", "1"), "100");
    EXPECT_EQ(converted("30", "dB[W]", "kW"), "1");
    EXPECT_EQ(converted("60", "dB[W]", "dB[kW]"), "30");
    EXPECT_EQ(converted("60", "dB[uV]", "mV"), "1");
    EXPECT_EQ(converted("94", "dB[SPL]", "Pa").substr(0, 6), "1.0023");
    EXPECT_EQ(converted("3", "bit_s", "1"), "8");
    EXPECT_EQ(converted("100", "%[slope]", "deg"), "45");
    EXPECT_EQ(converted("6", "[hp'_X]", "[ppm]"), "1");
    EXPECT_EQ(converted("3", "[hp'_C]", "[ppm]"), "1");
    EXPECT_EQ(converted("7", "[pH]", "g"), "");
}

TEST(Special_units, add_up_among_themselves_alone) {
    EXPECT_TRUE(addable(unit("dB"), unit("B")));
    EXPECT_TRUE(is_finer(unit("dB"), unit("B")));
    EXPECT_FALSE(addable(unit("dB"), unit("1")));
    EXPECT_FALSE(addable(unit("[pH]"), unit("mol/l")));
    EXPECT_TRUE(addable(unit("Cel"), unit("K")));
}

} // namespace
} // namespace renkei::ucum::units_test
