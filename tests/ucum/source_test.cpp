// The compiled table against the file that it was made from, read with another JSON library.
#include "gateway/core/base/file.h"
#include "gateway/core/text/words.h"
#include "gateway/fhir/ucum/unit.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace renkei::ucum::source_test {
namespace {

using Json = nlohmann::json;

class Rows {
public:
    Rows() {
        const auto text = base::read_file(RENKEI_BINARY "/packages/lhncbc-ucum-lhc/data/ucumDefs.min.json");
        EXPECT_TRUE(text);
        all_ = Json::parse(*text).at("units");
        for (const Json& column : all_.at("config")) {
            names_.push_back(column.is_array() ? column[0].get<std::string>() : column.get<std::string>());
        }
    }
    const Json& rows() const { return all_.at("data"); }
    const Json& at(const Json& row, std::string_view column) const {
        const auto place = std::ranges::find(names_, column) - names_.begin();
        return row.at(static_cast<std::size_t>(place));
    }
    bool flag(const Json& row, std::string_view column) const { return at(row, column).get<bool>(); }

private:
    Json all_;
    std::vector<std::string> names_;
};

// Arbitrary and special units stand for themselves here; the file gives what they would be of.
bool has_own_dimension(const Unit& unit) { return unit.own[0].row != 0; }

TEST(Units_of_the_source, have_its_dimensions_and_factors) {
    const Rows source;
    std::size_t compared = 0;
    for (const Json& row : source.rows()) {
        const std::string code(text::trim(source.at(row, "csCode_").get_ref<const std::string&>()));
        const auto unit = Unit::parse(code);
        ASSERT_TRUE(unit) << code;
        // of low power fields, which are 100, the file calculates with 1
        if (has_own_dimension(*unit) || code.find("[LPF]") != std::string::npos) {
            continue;
        }
        const bool is_inverse = source.at(row, "cnv_") == "inv"; // the file has the unit that is inverted
        const auto magnitude = source.at(row, "magnitude_").get<long double>();
        const long double expected = is_inverse ? 1 / magnitude : magnitude;
        EXPECT_LE(std::fabs(unit->factor - expected), 1e-14L * std::fabs(expected)) << code;
        const auto dimension = source.at(row, "dim_").get<std::vector<int>>();
        for (std::size_t n = 0; n < Unit::base_units; ++n) {
            EXPECT_EQ(unit->exponents[n], is_inverse ? -dimension[n] : dimension[n]) << code << " " << n;
        }
        ++compared;
    }
    EXPECT_GT(compared, 600U);
}

TEST(Units_of_the_source, are_dimensions_of_their_own_only_if_it_says_so) {
    const Rows source;
    for (const Json& row : source.rows()) {
        const auto code = source.at(row, "csCode_").get<std::string>();
        if (source.at(row, "source_") == "UCUM") {
            const bool may_be = source.flag(row, "isArbitrary_") || source.flag(row, "isSpecial_");
            EXPECT_LE(has_own_dimension(Unit::parse(code).value()), may_be) << code;
        }
    }
}

} // namespace
} // namespace renkei::ucum::source_test
