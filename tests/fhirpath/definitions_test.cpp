// Every expression in R4's own definitions can be read.
#include "tests/fhirpath/asked.h"
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>

namespace renkei::fhirpath::definitions_test {
namespace {

const std::filesystem::path package = std::filesystem::path(RENKEI_BINARY) / "packages/hl7.fhir.r4.examples";

TEST(Definitions, all_invariants_compile) {
    std::set<std::string> expressions;
    for (const auto& file : std::filesystem::directory_iterator(package)) {
        if (!file.path().filename().string().starts_with("StructureDefinition-")) {
            continue;
        }
        std::ifstream in(file.path());
        const auto definition = nlohmann::json::parse(in);
        for (const auto& element :
             definition.value("/snapshot/element"_json_pointer, nlohmann::json::array())) {
            for (const auto& constraint : element.value("constraint", nlohmann::json::array())) {
                expressions.insert(constraint.value("expression", "true"));
            }
        }
    }
    EXPECT_GE(expressions.size(), 195U);
    for (const std::string& expression : expressions) {
        const auto compiled = compile(expression, definitions::r4());
        EXPECT_TRUE(compiled) << expression << '\n'
                              << diag::to_text(compiled.error(), diag::Language::english);
    }
}

} // namespace
} // namespace renkei::fhirpath::definitions_test
