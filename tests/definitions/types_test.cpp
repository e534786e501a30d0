#include "tests/definitions/open_r4.h"
#include <gmock/gmock.h>

#include <algorithm>

namespace renkei::definitions::types_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::ptrdiff_t count(TypeKind kind) { return std::ranges::count(r4().types(), kind, &Type::kind); }

std::vector<std::string> names(std::string_view type) {
    std::vector<std::string> out;
    for (const Element& element : r4().elements(r4().type(type))) {
        out.emplace_back(r4().name(element));
    }
    return out;
}

std::vector<std::string> targets(std::string_view path) {
    std::vector<std::string> out;
    for (const TypeId type : r4().targets(element(path))) {
        out.emplace_back(r4().name(type));
    }
    return out;
}

TEST(Types, r4_has_148_resource_types_of_which_two_are_abstract) {
    EXPECT_EQ(count(TypeKind::resource), 148);
    EXPECT_EQ(std::ranges::count_if(
                  r4().types(),
                  [](const Type& type) { return type.kind == TypeKind::resource && type.is_abstract; }),
              2);
}

TEST(Types, r4_has_20_primitive_types_each_with_its_own_lexical_form) {
    std::vector<int> forms;
    for (const Type& type : r4().types()) {
        if (type.kind == TypeKind::primitive) {
            forms.push_back(static_cast<int>(type.primitive));
        }
    }
    std::ranges::sort(forms);
    EXPECT_EQ(forms.size(), 20U);
    EXPECT_EQ(forms.front(), 1);
    EXPECT_EQ(forms.back(), 20);
    EXPECT_EQ(std::ranges::adjacent_find(forms), forms.end());
}

TEST(Types, r4_has_41_complex_types) { EXPECT_EQ(count(TypeKind::complex), 41); }

TEST(Types, only_primitive_types_have_a_lexical_form) {
    for (const Type& type : r4().types()) {
        EXPECT_EQ(type.kind == TypeKind::primitive, type.primitive != Primitive::none)
            << r4().name(r4().id_of(type));
    }
}

TEST(Types, every_type_is_found_by_its_name) {
    for (const Type& type : r4().types()) {
        EXPECT_EQ(r4().type(r4().name(r4().id_of(type))), r4().id_of(type));
    }
}

TEST(Types, unknown_names_are_no_type) {
    for (const std::string_view name :
         {"", "patient", "Patient ", "Zzz", "Bundle.entri", "SimpleQuantity", "FiveWs"}) {
        EXPECT_FALSE(r4().type(name)) << name;
    }
    EXPECT_THAT(r4().elements(TypeId{}), IsEmpty());
}

TEST(Types, know_what_they_are) {
    const auto is_a = [](std::string_view type, std::string_view base) {
        return r4().is_a(r4().type(type), r4().type(base));
    };
    EXPECT_TRUE(is_a("Patient", "DomainResource"));
    EXPECT_TRUE(is_a("Patient", "Resource"));
    EXPECT_TRUE(is_a("Patient", "Patient"));
    EXPECT_FALSE(is_a("Bundle", "DomainResource"));
    EXPECT_FALSE(is_a("Patient", "Element"));
    EXPECT_TRUE(is_a("Age", "Quantity"));
    EXPECT_TRUE(is_a("code", "string"));
    EXPECT_TRUE(is_a("Bundle.entry", "BackboneElement"));
    EXPECT_TRUE(is_a("Timing.repeat", "Element"));
    EXPECT_FALSE(is_a("Timing.repeat", "BackboneElement"));
}

TEST(Elements, are_in_the_order_of_the_definition) {
    EXPECT_THAT(names("Period"), ElementsAre("id", "extension", "start", "end"));
    EXPECT_THAT(names("Bundle"), ElementsAre("id", "meta", "implicitRules", "language", "identifier", "type",
                                             "timestamp", "total", "link", "entry", "signature"));
}

TEST(Elements, of_a_choice_share_one_place) {
    EXPECT_THAT(names("Annotation"),
                ElementsAre("id", "extension", "authorReference", "authorString", "time", "text"));
    EXPECT_EQ(element("Annotation.authorReference").order, element("Annotation.authorString").order);
    EXPECT_EQ(element("Annotation.authorString").order + 1, element("Annotation.time").order);
}

TEST(Elements, value_quantity_of_an_observation_is_a_choice_of_type_quantity) {
    const Element& value = element("Observation.valueQuantity");
    EXPECT_EQ(r4().name(value.type), "Quantity");
    EXPECT_EQ(r4().choice(value), "value");
    EXPECT_EQ(r4().name(value), "valueQuantity");
    EXPECT_EQ(value.min, 0);
    EXPECT_EQ(value.max, 1);
    EXPECT_FALSE(value.is_array);
    EXPECT_FALSE(value.is_primitive);
    EXPECT_TRUE(element("Observation.valueString").is_primitive);
    EXPECT_EQ(r4().find_path("Observation.value"), nullptr);
    EXPECT_EQ(r4().find_path("Observation.value[x]"), nullptr);
    EXPECT_EQ(r4().find_path("Observation.valueAddress"), nullptr);
}

TEST(Elements, a_bundle_entry_holds_any_resource) {
    EXPECT_EQ(type_of("Bundle.entry"), "Bundle.entry");
    EXPECT_EQ(r4().kind(element("Bundle.entry").type), TypeKind::backbone);
    EXPECT_TRUE(element("Bundle.entry").is_array);
    EXPECT_EQ(element("Bundle.entry").max, unbounded);
    EXPECT_EQ(type_of("Bundle.entry.resource"), "Resource");
    EXPECT_FALSE(element("Bundle.entry.resource").is_array);
}

TEST(Elements, backbones_of_data_types_are_followed) {
    EXPECT_EQ(type_of("Timing.repeat"), "Timing.repeat");
    EXPECT_EQ(type_of("MedicationStatement.dosage.timing.repeat.boundsPeriod.start"), "dateTime");
}

TEST(Elements, content_references_lead_to_what_they_name) {
    EXPECT_EQ(type_of("Bundle.entry.link"), "Bundle.link");
    EXPECT_EQ(type_of("Questionnaire.item.item"), "Questionnaire.item");
    EXPECT_EQ(type_of("Questionnaire.item.item.item.item.linkId"), "string");
    EXPECT_EQ(type_of("Observation.component.referenceRange.low"), "Quantity");
}

TEST(Elements, every_element_type_and_backbone_may_have_extensions) {
    const TypeId element_type = r4().type("Element");
    for (const Type& type : r4().types()) {
        const TypeId id = r4().id_of(type);
        const bool may = r4().is_a(id, element_type) || r4().is_a(id, r4().type("DomainResource"));
        EXPECT_EQ(r4().find(id, "extension") != nullptr, may && type.primitive != Primitive::xhtml)
            << r4().name(id);
    }
}

TEST(Elements, every_one_is_found_by_its_name_under_its_parent) {
    for (const Type& type : r4().types()) {
        for (const Element& element : r4().elements(r4().id_of(type))) {
            EXPECT_EQ(r4().find(r4().id_of(type), r4().name(element)), &element) << r4().name(element);
            EXPECT_EQ(element.parent, r4().id_of(type));
            EXPECT_TRUE(element.type);
            EXPECT_EQ(element.is_primitive, r4().primitive(element.type) != Primitive::none);
        }
    }
}

TEST(Elements, ids_of_resources_are_ids_and_ids_of_elements_are_strings) {
    EXPECT_EQ(type_of("Patient.id"), "id");
    EXPECT_EQ(type_of("Patient.contact.id"), "string");
    EXPECT_EQ(type_of("Extension.url"), "uri");
    EXPECT_TRUE(element("Extension.url").is_xml_attribute);
    EXPECT_FALSE(element("Patient.id").is_xml_attribute);
}

TEST(Elements, have_minimum_and_maximum) {
    EXPECT_EQ(element("Observation.status").min, 1);
    EXPECT_EQ(element("Observation.category").max, unbounded);
    EXPECT_TRUE(element("Patient.name").is_array);
    EXPECT_EQ(element("SampledData.dimensions").min, 1);
}

TEST(Elements, know_whether_they_change_the_meaning_or_belong_to_the_summary) {
    EXPECT_TRUE(element("Patient.active").is_modifier);
    EXPECT_TRUE(element("Patient.active").is_summary);
    EXPECT_FALSE(element("Patient.photo").is_modifier);
    EXPECT_FALSE(element("Patient.photo").is_summary);
}

TEST(Elements, references_know_what_they_may_point_to) {
    EXPECT_THAT(targets("Patient.generalPractitioner"),
                ElementsAre("Organization", "Practitioner", "PractitionerRole"));
    EXPECT_THAT(targets("Provenance.target"), ElementsAre("Resource"));
    EXPECT_THAT(targets("QuestionnaireResponse.questionnaire"), ElementsAre("Questionnaire"));
    EXPECT_THAT(targets("Patient.gender"), IsEmpty());
}

TEST(Names, are_the_keys_of_json) {
    const json::NameId birth = r4().names().find("birthDate");
    const json::NameId beside = r4().names().find("_birthDate");
    ASSERT_NE(birth, json::no_name);
    ASSERT_NE(beside, json::no_name);
    EXPECT_EQ(r4().plain(beside), birth);
    EXPECT_EQ(r4().plain(birth), birth);
    EXPECT_EQ(r4().find(r4().type("Patient"), birth), r4().find(r4().type("Patient"), "birthDate"));
    EXPECT_EQ(r4().find(r4().type("Observation"), birth), nullptr);
    EXPECT_NE(r4().names().find("resourceType"), json::no_name);
    EXPECT_EQ(r4().names().find("keinElement"), json::no_name);
}

TEST(Names, find_every_element_of_every_type) {
    for (const Type& type : r4().types()) {
        for (const Element& element : r4().elements(r4().id_of(type))) {
            EXPECT_EQ(r4().find(r4().id_of(type), element.name_id), &element) << r4().name(element);
        }
    }
}

TEST(Paths, end_where_any_resource_is_allowed) {
    EXPECT_EQ(r4().find_path("Bundle.entry.resource.gender"), nullptr);
    EXPECT_NE(r4().find_path("Bundle.entry.resource.id"), nullptr);
    EXPECT_EQ(r4().find_path("Patient"), nullptr);
    EXPECT_EQ(r4().find_path("Nothing.id"), nullptr);
    EXPECT_EQ(r4().find_path(""), nullptr);
}

} // namespace
} // namespace renkei::definitions::types_test
