// The compiled plan says what the mapping language says.
#include "tests/laws/interpreter.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>

namespace renkei::laws::interpreter_test {
namespace {

// The interpreter knows the Bundle of our documents only.
TEST(Interpreter, and_the_plan_write_the_same_bytes) {
    std::map<const LoadedForm*, Interpreter> interpreters;
    holds(
        [&](Lens& lens, record::Record& record, Random&) {
            Interpreter& interpreter =
                interpreters.try_emplace(&lens.loaded(), lens.loaded().example, lens.form()).first->second;
            const std::string filled = lens.fill(record);
            const std::string expected = dump(interpreter.bundle(record));
            return filled == expected ? "" : difference(expected, filled);
        },
        {.forms = Forms::ours});
}

// A second pair of eyes on the JSON itself.
TEST(Interpreter, bundles_are_json_for_another_reader_too) {
    holds(
        [](Lens& lens, record::Record& record, Random&) -> std::string {
            const nlohmann::ordered_json read =
                nlohmann::ordered_json::parse(lens.fill(record), nullptr, false);
            const std::string_view first = lens.loaded().example.is_collection() ? "Patient" : "Composition";
            return !read.is_discarded() && read["entry"][0]["resource"]["resourceType"] == first
                       ? ""
                       : "not JSON, or no Composition first";
        },
        {.every = 20});
}

} // namespace
} // namespace renkei::laws::interpreter_test
