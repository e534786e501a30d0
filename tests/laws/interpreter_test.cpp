// The compiled plan says what the mapping language says.
#include "tests/laws/interpreter.h"
#include "tests/laws/law.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace renkei::laws {
namespace {

std::string interpreted(const LoadedForm& form, const forms::Record& record) { return dump(Interpreter(form.example, form.form()).bundle(record)); }

TEST(Interpreter, and_the_plan_write_the_same_bytes) {
    holds([](Lens& lens, forms::Record& record, Random&) {
        const std::string filled = lens.fill(record);
        const std::string expected = interpreted(lens.loaded(), record);
        return filled == expected ? "" : difference(expected, filled);
    });
}

// A second pair of eyes on the JSON itself.
TEST(Interpreter, bundles_are_json_for_another_reader_too) {
    holds(
        [](Lens& lens, forms::Record& record, Random&) -> std::string {
            const nlohmann::ordered_json read = nlohmann::ordered_json::parse(lens.fill(record), nullptr, false);
            return !read.is_discarded() && read["entry"][0]["resource"]["resourceType"] == "Composition" ? "" : "not JSON, or no Composition first";
        },
        {.every = 20});
}

}  // namespace
}  // namespace renkei::laws
