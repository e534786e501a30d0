// Amounts of others in the unit of an entry.
#include "gateway/forms/mapping/codec/unit_conversion.h"

#include <gtest/gtest.h>

#include <ostream>

namespace renkei::mapping {

std::ostream& operator<<(std::ostream& out, UnitFit fit) {
    constexpr const char* names[] = {"same", "converted", "other"};
    return out << names[static_cast<std::size_t>(fit)];
}

namespace unit_conversion_test {
namespace {

constexpr std::string_view ucum = "http://unitsofmeasure.org";

struct Case {
    std::string_view value;
    std::string_view from;
    std::string_view to;
    UnitFit fit;
    std::string_view out = {};
};

constexpr Case cases[] = {
    {"38500", "g", "kg", UnitFit::converted, "38.5"},
    {"38.50", "kg", "kg", UnitFit::same},
    {"38.50", "kg", "g", UnitFit::converted, "38500"},
    {"1.52", "m", "cm", UnitFit::converted, "152"},
    {"1", "[in_i]", "cm", UnitFit::converted, "2.54"},
    {"101.3", "[degF]", "Cel", UnitFit::converted, "38.5"},
    {"100", "[degF]", "Cel", UnitFit::other},
    {"309.65", "K", "Cel", UnitFit::converted, "36.5"},
    {"5.8", "10*3/uL", "10*9/L", UnitFit::same},
    {"60", "{beats}/min", "/min", UnitFit::same},
    {"60", "{beats}/min", "{breaths}/min", UnitFit::other},
    {"1", "Hz", "/min", UnitFit::converted, "60"},
    {"1", "g", "[oz_av]", UnitFit::other},
    {"12", "mo", "d", UnitFit::other},
    {"1", "a", "d", UnitFit::other},
    {"2", "wk", "d", UnitFit::converted, "14"},
    {"5", "mmol/L", "mg/dL", UnitFit::other},
    {"0.95", "1", "%", UnitFit::converted, "95"},
    {"95", "%", "1", UnitFit::other},
    {"7", "{score}", "1", UnitFit::other},
    {"7", "{score}", "{score}", UnitFit::same},
    {"7", "1", "{score}", UnitFit::other},
    {"7.4", "[pH]", "mol/L", UnitFit::other},
    {"38", "no unit", "kg", UnitFit::other},
    {"1e2", "g", "kg", UnitFit::converted, "0.1"},
    {"x", "g", "kg", UnitFit::other},
};

TEST(UnitConversion, is_exact_or_none) {
    for (const Case& each : cases) {
        const AmountInUnit found =
            in_unit_of({.value = each.value, .unit = {}, .system = ucum, .code = each.from},
                       {.value = {}, .unit = {}, .system = ucum, .code = each.to});
        EXPECT_EQ(found.fit, each.fit) << each.value << " " << each.from << " as " << each.to;
        EXPECT_EQ(found.value, each.out) << each.value << " " << each.from << " as " << each.to;
    }
}

TEST(UnitConversion, takes_words_only_where_there_is_no_code) {
    const Amount ours{.value = {}, .unit = "回/分", .system = ucum, .code = "/min"};
    const auto fit = [&](std::string_view unit, std::string_view system, std::string_view code) {
        return in_unit_of({.value = "5", .unit = unit, .system = system, .code = code}, ours).fit;
    };
    EXPECT_EQ(fit("回／分", "", ""), UnitFit::same) << "full width";
    EXPECT_EQ(fit("/min", "", ""), UnitFit::same);
    EXPECT_EQ(fit("拍", "", ""), UnitFit::other);
    EXPECT_EQ(fit("", "", ""), UnitFit::other) << "no unit is an unknown one";
    EXPECT_EQ(fit("拍", ucum, "/min"), UnitFit::same) << "the words are for readers";
    EXPECT_EQ(fit("", "", "/min"), UnitFit::same);
    EXPECT_EQ(fit("", "urn:oid:1.2", "/min"), UnitFit::other) << "a code of another system";
    EXPECT_EQ(fit("回/分", "urn:oid:1.2", "x"), UnitFit::same);
    EXPECT_EQ(in_unit_of({.value = "5", .unit = "Mg", .system = {}, .code = {}},
                         {.value = {}, .unit = "mg", .system = ucum, .code = "mg"})
                  .fit,
              UnitFit::other)
        << "case matters";
}

TEST(UnitConversion, takes_no_amount_whose_words_and_code_contradict_each_other) {
    const auto contradicts = [&](std::string_view unit, std::string_view code) {
        return contradicts_itself({.value = "5", .unit = unit, .system = ucum, .code = code});
    };
    EXPECT_TRUE(contradicts("g", "kg"));
    EXPECT_TRUE(contradicts("mg/dL", "umol/L"));
    EXPECT_TRUE(contradicts("mL", "mg")) << "another dimension";
    EXPECT_TRUE(contradicts("mm", "mm[Hg]"));
    EXPECT_FALSE(contradicts("U/L", "[iU]/L")) << "units by effect";
    EXPECT_FALSE(contradicts("g/dl", "g/dL"));
    EXPECT_FALSE(contradicts("C", "Cel")) << "coulomb by chance";
    EXPECT_FALSE(contradicts("K/uL", "10*3/uL"));
    EXPECT_FALSE(contradicts("キログラム", "kg"));
    EXPECT_EQ(in_unit_of({.value = "5", .unit = "g", .system = ucum, .code = "kg"},
                         {.value = {}, .unit = "kg", .system = ucum, .code = "kg"})
                  .fit,
              UnitFit::other);
}

} // namespace
} // namespace unit_conversion_test
} // namespace renkei::mapping
