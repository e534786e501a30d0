#include "gateway/fhir/profiles/read_structure.h"

#include "tests/profiles/kit.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::profiles::test::read_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Defined& r4() {
    static const Defined defined;
    return defined;
}

std::vector<std::string> child_ids(const Structure& structure, ElementId parent) {
    std::vector<std::string> out;
    for (ElementId at = structure[parent].first_child; at != no_element; at = structure[at].next_sibling) {
        out.emplace_back(structure[at].id);
    }
    return out;
}

// A definition with a snapshot in it.
Json with_snapshot(std::string_view name, std::string_view elements) {
    Json out = profile(name, "Observation", "[]");
    out.erase("differential");
    out["snapshot"]["element"] = Json::parse(elements);
    return out;
}

TEST(A_structure, says_what_the_definition_is) {
    const Structure& patient = r4()["Patient"];
    EXPECT_EQ(patient.url, "http://hl7.org/fhir/StructureDefinition/Patient");
    EXPECT_EQ(patient.version, "4.0.1");
    EXPECT_EQ(patient.type, "Patient");
    EXPECT_EQ(patient.kind, "resource");
    EXPECT_EQ(patient.base, "http://hl7.org/fhir/StructureDefinition/DomainResource");
    EXPECT_EQ(patient.derivation, Derivation::specialization);
    EXPECT_FALSE(patient.is_abstract);
    EXPECT_TRUE(r4()["DomainResource"].is_abstract);
    EXPECT_EQ(r4()["http://hl7.org/fhir/StructureDefinition/vitalsigns"].derivation, Derivation::constraint);
}

TEST(A_structure, is_a_tree_in_the_order_of_the_snapshot) {
    const Structure& period = r4()["Period"];
    EXPECT_THAT(child_ids(period, 0),
                ElementsAre("Period.id", "Period.extension", "Period.start", "Period.end"));
    const Structure& patient = r4()["Patient"];
    const ElementId link = patient.by_id("Patient.link");
    EXPECT_EQ(patient[link].parent, 0U);
    EXPECT_THAT(child_ids(patient, link),
                ElementsAre("Patient.link.id", "Patient.link.extension", "Patient.link.modifierExtension",
                            "Patient.link.other", "Patient.link.type"));
    EXPECT_EQ(patient[link].next_sibling, no_element);
    EXPECT_EQ(patient.by_path("Patient.link.type"), patient.by_id("Patient.link.type"));
    EXPECT_EQ(patient.by_id("Patient.links"), no_element);
}

TEST(A_structure, calls_types_as_fhir_does) {
    EXPECT_THAT(types(r4().element("Patient", "Patient.id")), ElementsAre("id"));
    EXPECT_THAT(types(r4().element("Patient", "Patient.contact.id")), ElementsAre("string"));
    EXPECT_THAT(types(r4().element("Extension", "Extension.url")), ElementsAre("uri"));
    EXPECT_THAT(types(r4().element("boolean", "boolean.value")), ElementsAre("boolean"));
    EXPECT_THAT(types(r4().element("Patient", "Patient.multipleBirth[x]")),
                ElementsAre("boolean", "integer"));
}

TEST(A_structure, has_all_that_an_element_demands) {
    const ElementDef& gender = r4().element("Patient", "Patient.gender");
    EXPECT_EQ(gender.name, "gender");
    EXPECT_EQ(gender.path, "Patient.gender");
    EXPECT_EQ(cardinality(gender), "0..1");
    EXPECT_EQ(gender.base_max, 1U);
    EXPECT_EQ(gender.binding.strength, definitions::Strength::required);
    EXPECT_EQ(gender.binding.value_set, "http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1");
    EXPECT_TRUE(r4().element("Patient", "Patient.active").is_modifier);
    EXPECT_TRUE(r4().element("Patient", "Patient.contact.id").is_xml_attribute);
    EXPECT_FALSE(r4().element("Patient", "Patient.id").is_xml_attribute);
    EXPECT_TRUE(r4().element("Patient", "Patient.deceased[x]").is_choice());
    EXPECT_EQ(r4().element("Questionnaire", "Questionnaire.item.item").content_reference,
              "#Questionnaire.item");
    EXPECT_EQ(r4().element("Patient", "Patient.language").binding.max_value_set,
              "http://hl7.org/fhir/ValueSet/all-languages");
    EXPECT_EQ(r4().element("string", "string.value").max_length, 1048576U);
    const TypeRef& link = r4().element("Patient", "Patient.link.other").types.front();
    EXPECT_THAT(link.target_profiles, ElementsAre("http://hl7.org/fhir/StructureDefinition/Patient",
                                                  "http://hl7.org/fhir/StructureDefinition/RelatedPerson"));
}

TEST(A_structure, has_the_constraints_of_an_element) {
    const ElementDef& root = r4().element("Patient", "Patient");
    const auto found = std::ranges::find(root.constraints, "dom-6", &Constraint::key);
    ASSERT_NE(found, root.constraints.end());
    EXPECT_EQ(found->expression, "text.`div`.exists()");
    EXPECT_FALSE(found->is_error);
    EXPECT_TRUE(found->is_best_practice);
    const auto other = std::ranges::find(root.constraints, "dom-2", &Constraint::key);
    ASSERT_NE(other, root.constraints.end());
    EXPECT_TRUE(other->is_error);
    EXPECT_FALSE(other->is_best_practice);
    EXPECT_EQ(other->source, "http://hl7.org/fhir/StructureDefinition/DomainResource");
}

TEST(A_structure, knows_its_slices_and_how_they_differ) {
    const std::string_view url = "http://hl7.org/fhir/StructureDefinition/vitalsigns";
    const Structure& signs = r4()[url];
    const ElementDef& category = r4().element(url, "Observation.category");
    const ElementDef& slice = r4().element(url, "Observation.category:VSCat");
    ASSERT_TRUE(category.is_sliced);
    EXPECT_EQ(category.slicing.rules, SlicingRules::open);
    EXPECT_FALSE(category.slicing.ordered);
    ASSERT_EQ(category.slicing.discriminators.size(), 2U);
    EXPECT_EQ(category.slicing.discriminators[0].kind, DiscriminatorKind::value);
    EXPECT_EQ(category.slicing.discriminators[0].path, "coding.code");
    EXPECT_EQ(slice.slice_name, "VSCat");
    EXPECT_EQ(slice.sliced, signs.by_id("Observation.category"));
    EXPECT_EQ(slice.parent, 0U);
    EXPECT_EQ(cardinality(slice), "1..1");
    EXPECT_EQ(slice.base_max, unbounded);
    const ElementDef& code = r4().element(url, "Observation.category:VSCat.coding.code");
    EXPECT_EQ(code.fixed.type, "Code");
    EXPECT_EQ(json(signs, code.fixed.node), "\"vital-signs\"");
    EXPECT_FALSE(code.pattern);
}

TEST(A_structure, finds_re_slices_and_slices_without_ids) {
    const Defined defined(with_snapshot("p", R"([
        {"path": "Observation"},
        {"path": "Observation.code"},
        {"path": "Observation.code", "sliceName": "a"},
        {"path": "Observation.code.text"},
        {"path": "Observation.code", "sliceName": "a/x"},
        {"path": "Observation.code", "sliceName": "a/y"},
        {"path": "Observation.code", "sliceName": "b"},
        {"path": "Observation.code", "sliceName": "none/z"},
        {"path": "Observation.method"}])"));
    const Structure& it = defined["http://x.jp/p"];
    std::vector<ElementId> sliced;
    std::vector<ElementId> parents;
    for (const ElementDef& element : it.elements) {
        sliced.push_back(element.sliced);
        parents.push_back(element.parent);
    }
    EXPECT_THAT(sliced, ElementsAre(no_element, no_element, 1, no_element, 2, 2, 1, 1, no_element));
    EXPECT_THAT(parents, ElementsAre(no_element, 0, 0, 2, 0, 0, 0, 0, 0));
}

TEST(A_structure, calls_a_renamed_choice_by_its_own_name) {
    const Defined defined(with_snapshot("p", R"([
        {"id": "Observation", "path": "Observation"},
        {"id": "Observation.valueString", "path": "Observation.valueString", "type": [{"code": "string"}],
         "base": {"path": "Observation.value[x]", "min": 0, "max": "1"}}])"));
    EXPECT_EQ(defined.element("http://x.jp/p", "Observation.valueString").name, "value[x]");
}

TEST(A_structure, reads_values_with_their_siblings) {
    const Defined defined(with_snapshot("p", R"([
        {"id": "Observation", "path": "Observation"},
        {"id": "Observation.a", "path": "Observation.a", "patternString": "茶", "_patternString": {"id": "x"}},
        {"id": "Observation.b", "path": "Observation.b", "minValueInteger": 1, "maxValueQuantity": {"value": 5}},
        {"id": "Observation.c", "path": "Observation.c", "_fixedCode": {"id": "y"}}])"));
    const Structure& it = defined["http://x.jp/p"];
    EXPECT_EQ(json(it, it[1].pattern.node), "\"茶\"");
    EXPECT_EQ(json(it, it[1].pattern.sibling), R"({"id":"x"})");
    EXPECT_EQ(it[1].pattern.type, "String");
    EXPECT_EQ(it[2].min_value.type, "Integer");
    EXPECT_EQ(it[2].max_value.type, "Quantity");
    EXPECT_TRUE(it[3].fixed);
    EXPECT_EQ(it[3].fixed.node, json::no_node);
}

TEST(A_structure, of_an_extension_has_its_contexts) {
    Json extension = profile("e", "Extension", R"([{"id": "Extension.url", "path": "Extension.url"}])");
    extension["context"] = Json::parse(R"([{"type": "element", "expression": "Patient"},
        {"type": "extension", "expression": "http://x.jp/other"}, {"type": "fhirpath", "expression": "Patient.name"}])");
    extension["contextInvariant"] = {"active"};
    extension["extension"] = Json::parse(
        R"([{"url": "http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile",
             "valueCanonical": "http://x.jp/imposed"}])");
    const Defined defined(extension);
    const Structure& it = defined["http://x.jp/e"];
    ASSERT_EQ(it.contexts.size(), 3U);
    EXPECT_EQ(it.contexts[0].kind, Context::Kind::element);
    EXPECT_EQ(it.contexts[0].expression, "Patient");
    EXPECT_EQ(it.contexts[1].kind, Context::Kind::extension);
    EXPECT_EQ(it.contexts[2].kind, Context::Kind::fhirpath);
    EXPECT_THAT(it.context_invariants, ElementsAre("active"));
    EXPECT_THAT(it.imposes, ElementsAre("http://x.jp/imposed"));
}

TEST(A_structure, of_all_of_r4_has_every_element_in_place) {
    std::size_t count = 0;
    r4().profiles().library().each(
        "StructureDefinition", [&](const packages::PackageImage& image, const packages::ResourceRow& row) {
            const Structure* structure = r4().profiles().find(image.text(row.url));
            ASSERT_NE(structure, nullptr) << image.text(row.url);
            ++count;
            for (ElementId at = 1; at < structure->elements.size(); ++at) {
                const ElementDef& element = (*structure)[at];
                ASSERT_NE(element.parent, no_element) << element.id;
                const std::string_view parent = (*structure)[element.parent].path;
                EXPECT_EQ(parent, element.path.substr(0, element.path.rfind('.'))) << element.id;
            }
        });
    EXPECT_GT(count, 600U);
}

TEST(A_maximum, is_a_number_or_a_star) {
    EXPECT_EQ(read_max("*"), unbounded);
    EXPECT_EQ(read_max("0"), 0U);
    EXPECT_EQ(read_max("17"), 17U);
    EXPECT_EQ(read_max("-1"), std::nullopt);
    EXPECT_EQ(read_max("1x"), std::nullopt);
    EXPECT_EQ(read_max(""), std::nullopt);
}

} // namespace
} // namespace renkei::profiles::test::read_test
