// modifiers.tsv and context.tsv are compared with R4's definitions and the mappings: what the mappings read
// has rows, and all codes have a treatment.
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/mapping/plan/code_words.h"
#include "gateway/forms/mapping/plan/qualifiers.h"

#include "tests/laws/all_forms.h"
#include "tests/laws/typed_places.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace renkei::laws::qualifier_tables_test {
namespace {

using definitions::Element;
using mapping::QualifierRow;
using mapping::Treatment;

// "Patient.deceased[x]" has one element for each type.
const Element* element_of(std::string_view path) {
    if (!path.ends_with("[x]")) {
        return r4().find_path(path);
    }
    const std::size_t dot = path.rfind('.');
    const std::string_view choice = path.substr(dot + 1, path.size() - dot - 4);
    const auto elements = r4().elements(r4().type(path.substr(0, dot)));
    const auto found =
        std::ranges::find_if(elements, [&](const Element& each) { return r4().choice(each) == choice; });
    return found == elements.end() ? nullptr : &*found;
}

// The codes that R4 requires there; of a boolean its two values.
std::set<std::string> required_codes(const Element& element) {
    if (r4().name(element.type) == "boolean") {
        return {"true", "false"};
    }
    std::set<std::string> out;
    if (element.value_set && element.strength == definitions::Strength::required) {
        for (const definitions::Member& member : r4().members(element.value_set)) {
            out.emplace(r4().code(member));
        }
    }
    return out;
}

TEST(QualifierTables, each_row_is_a_modifier_of_r4_and_each_code_one_of_its_codes) {
    for (const QualifierRow& row : mapping::modifiers()) {
        const Element* const element = element_of(row.element);
        ASSERT_NE(element, nullptr) << row.element;
        EXPECT_TRUE(element->is_modifier) << row.element;
        EXPECT_FALSE(row.paragraph.empty() || row.reason.empty()) << row.element;
        EXPECT_EQ(row.treatment == Treatment::family, !row.family.empty()) << row.element;
        const std::set<std::string> codes = required_codes(*element);
        for (const std::string_view code : row.answers) {
            EXPECT_TRUE(code == "*" || codes.empty() || codes.contains(std::string(code)))
                << row.element << " " << code;
        }
    }
}

TEST(QualifierTables, a_resource_is_named_by_a_text_or_a_concept_of_r4) {
    std::size_t count = 0;
    for (const mapping::CodeWords& row : mapping::code_words()) {
        if (row.kind != "name") {
            continue;
        }
        ++count;
        const Element* const element = element_of(std::string(row.code) + "." + std::string(row.words));
        ASSERT_NE(element, nullptr) << row.code;
        const std::string_view type = r4().name(element->type);
        EXPECT_TRUE(type == "string" || type == "CodeableConcept") << row.code;
        EXPECT_EQ(mapping::naming_element(row.code), row.words);
    }
    EXPECT_GT(count, 0U);
}

TEST(QualifierTables, no_code_has_two_treatments) {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const QualifierRow& row : mapping::modifiers()) {
        for (const std::string_view code : row.answers) {
            EXPECT_TRUE(seen.emplace(row.element, code).second) << row.element << " " << code;
        }
    }
}

struct AskedElement {
    std::string path;
    const mapping::Plan* plan;
    const mapping::Qualifier* qualifier;
};

std::vector<AskedElement> asked_elements() {
    std::vector<AskedElement> out;
    std::set<std::string> seen;
    for (const mapping::Plan& plan : all_plans().plans()) {
        for (const mapping::FhirType& type : plan.types()) {
            for (const mapping::FhirField& field : plan.fields(type)) {
                if (field.qualifier == mapping::none) {
                    continue;
                }
                const mapping::Qualifier& qualifier = plan.qualifier(field.qualifier);
                if (std::string path(plan.text(qualifier.element)); seen.insert(path).second) {
                    out.push_back({std::move(path), &plan, &qualifier});
                }
            }
        }
    }
    return out;
}

TEST(QualifierTables, every_modifier_of_what_a_mapping_reads_has_a_treatment_for_each_of_its_codes) {
    std::size_t modifiers = 0;
    for (const AskedElement& each : asked_elements()) {
        if (each.qualifier->is_context != 0) {
            continue;
        }
        ++modifiers;
        std::set<std::string> known;
        for (const mapping::AnswerRow& answer : each.plan->answers(*each.qualifier)) {
            known.emplace(each.plan->text(answer.answer));
        }
        const Element* const element = element_of(each.path);
        ASSERT_NE(element, nullptr) << each.path;
        EXPECT_FALSE(known.empty()) << each.path << " has no row";
        for (const std::string& code : required_codes(*element)) {
            EXPECT_TRUE(known.contains(code) || known.contains("*")) << each.path << " " << code;
        }
    }
    EXPECT_GT(modifiers, 60U);
}

TEST(QualifierTables, every_row_of_context_is_an_element_of_r4_and_no_modifier) {
    for (const QualifierRow& row : mapping::context()) {
        const Element* const element = element_of(row.element);
        ASSERT_NE(element, nullptr) << row.element;
        EXPECT_FALSE(element->is_modifier) << row.element;
        EXPECT_FALSE(row.paragraph.empty() || row.reason.empty()) << row.element;
        const bool has_place = row.treatment == Treatment::family || row.asked == mapping::Asked::range ||
                               (row.treatment == Treatment::reported && row.asked == mapping::Asked::code &&
                                !row.family.empty());
        EXPECT_EQ(has_place, !row.family.empty()) << row.element;
    }
}

// A row is of no use if no mapping reads its element.
TEST(QualifierTables, every_row_is_asked_by_a_mapping) {
    std::set<std::string> read;
    for (const AskedElement& each : asked_elements()) {
        read.insert(each.path.substr(each.path.rfind('.')));
        read.insert(each.path);
    }
    for (const auto rows : {mapping::modifiers(), mapping::context()}) {
        for (const QualifierRow& row : rows) {
            const bool is_inherited = row.element.starts_with("Resource.") ||
                                      row.element.starts_with("DomainResource.") ||
                                      row.element.starts_with("BackboneElement.");
            const std::string name(is_inherited ? row.element.substr(row.element.rfind('.')) : row.element);
            EXPECT_TRUE(read.contains(name) || mapping::is_of_order(row.asked)) << row.element;
        }
    }
}

} // namespace
} // namespace renkei::laws::qualifier_tables_test
