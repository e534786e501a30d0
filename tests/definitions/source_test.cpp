// Reads the packages again, with another JSON library, and holds the compiled definitions to them line by
// line.
#include "tests/definitions/open_r4.h"
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace renkei::definitions::source_test {
namespace {

using nlohmann::json;

template <class Use>
std::size_t each(std::string_view folder, std::string_view prefix, Use use) {
    std::size_t count = 0;
    for (const auto& file : fs::directory_iterator(fs::path(RENKEI_BINARY "/packages") / folder)) {
        if (file.path().filename().string().starts_with(prefix)) {
            use(json::parse(std::ifstream(file.path())));
            ++count;
        }
    }
    return count;
}

bool is_type(const json& definition) {
    return definition["kind"] != "logical" && definition.value("derivation", "") != "constraint";
}

// "Observation.value[x]" of type Quantity is Observation.valueQuantity in JSON.
std::string json_path(std::string path, std::string type) {
    if (path.ends_with("[x]")) {
        type[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(type[0])));
        path.replace(path.size() - 3, 3, type);
    }
    return path;
}

void expect_same(const json& source, const std::string& path) {
    const Element* compiled = r4().find_path(path);
    ASSERT_NE(compiled, nullptr) << path;
    const std::string max = source["max"];
    EXPECT_EQ(compiled->min, source["min"].get<int>()) << path;
    EXPECT_EQ(compiled->max, max == "*" ? int{unbounded} : std::stoi(max)) << path;
    EXPECT_EQ(compiled->is_array, source["base"]["max"] != "1") << path;
    EXPECT_EQ(compiled->is_summary, source.value("isSummary", false)) << path;
    EXPECT_EQ(compiled->is_modifier, source.value("isModifier", false)) << path;
}

TEST(Source, every_element_is_there_as_its_structure_definition_says) {
    std::size_t lines = 0;
    each("hl7.fhir.r4.examples", "StructureDefinition-", [&](const json& definition) {
        if (!is_type(definition)) {
            return;
        }
        for (const json& source : definition["snapshot"]["element"]) {
            const std::string path = source["path"];
            const bool is_root_or_value =
                path.find('.') == std::string::npos ||
                (definition["kind"] == "primitive-type" && path.ends_with(".value"));
            if (is_root_or_value || source["max"] == "0") {
                continue;
            }
            const json types = source.value("type", json::array({{{"code", "?"}}}));
            for (const json& type : types) {
                expect_same(source, json_path(path, type["code"]));
                ++lines;
            }
        }
    });
    std::size_t compiled = 0;
    for (const Type& type : r4().types()) {
        compiled += type.elements;
    }
    EXPECT_EQ(lines, compiled);
}

void expect_members(const json& contains, ValueSetId set) {
    for (const json& row : contains) {
        if (row.contains("code") && !row.value("abstract", false)) {
            EXPECT_EQ(
                r4().in_value_set(set, row["system"].get<std::string>(), row["code"].get<std::string>()),
                Tristate::yes)
                << r4().url(set) << ' ' << row["code"];
        }
        expect_members(row.value("contains", json::array()), set);
    }
}

TEST(Source, every_code_of_every_expansion_belongs_to_its_value_set) {
    const std::size_t sets = each("hl7.fhir.r4.expansions", "ValueSet-", [](const json& source) {
        const ValueSetId set = r4().value_set(source["url"].get<std::string>());
        ASSERT_TRUE(set) << source["url"];
        expect_members(source["expansion"].value("contains", json::array()), set);
    });
    EXPECT_EQ(sets, 553U);
}

void expect_concepts(const json& concepts, const std::string& system) {
    for (const json& row : concepts) {
        EXPECT_EQ(r4().display(system, row["code"].get<std::string>()).value_or(""), row.value("display", ""))
            << system;
        expect_concepts(row.value("concept", json::array()), system);
    }
}

TEST(Source, every_concept_of_every_code_system_is_there_with_its_display) {
    const std::size_t systems = each("hl7.fhir.r4.examples", "CodeSystem-", [](const json& source) {
        expect_concepts(source.value("concept", json::array()), source["url"].get<std::string>());
    });
    EXPECT_EQ(systems, 1062U);
}

} // namespace
} // namespace renkei::definitions::source_test
