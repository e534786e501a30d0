#include "tests/profiles/kit.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::profiles::test::unfold_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view p = "http://x.jp/p";

TEST(An_element, shows_the_elements_of_its_type_once_one_of_them_is_named) {
    const Defined defined(profile("p", "Patient", R"([{"path": "Patient.name.family", "min": 1}])"));
    EXPECT_THAT(ids(defined[p], "Patient.name"),
                ElementsAre("Patient.name", "Patient.name.id", "Patient.name.extension", "Patient.name.use",
                            "Patient.name.text", "Patient.name.family", "Patient.name.given",
                            "Patient.name.prefix", "Patient.name.suffix", "Patient.name.period"));
    const ElementDef& family = defined.element(p, "Patient.name.family");
    EXPECT_EQ(cardinality(family), "1..1");
    EXPECT_EQ(member(defined[p], family, "base"), R"({"path":"HumanName.family","min":0,"max":"1"})");
    EXPECT_EQ(defined.element(p, "Patient.name.given").base_max, unbounded);
    EXPECT_THAT(ids(defined[p], "Patient.telecom."), IsEmpty());
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(An_element, shows_the_elements_of_its_types_profile) {
    const Defined defined(
        profile("name", "HumanName", R"([{"path": "HumanName.given", "min": 1, "max": "1"}])"),
        profile("p", "Patient", R"([
        {"path": "Patient.name", "type": [{"code": "HumanName", "profile": ["http://x.jp/name"]}]},
        {"path": "Patient.name.family", "min": 1}])"));
    EXPECT_EQ(cardinality(defined.element(p, "Patient.name.given")), "1..1");
    EXPECT_EQ(cardinality(defined.element(p, "Patient.name.family")), "1..1");
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(An_element, shows_those_of_its_type_if_the_profile_is_not_loaded) {
    const Defined defined(profile("p", "Patient", R"([
        {"path": "Patient.name", "type": [{"code": "HumanName", "profile": ["http://x.jp/none"]}]},
        {"path": "Patient.name.family", "min": 1}])"));
    EXPECT_EQ(cardinality(defined.element(p, "Patient.name.family")), "1..1");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-used-not-loaded Patient.name"));
}

TEST(A_primitive, has_elements_too) {
    const Defined defined(
        profile("p", "Patient", R"([{"path": "Patient.birthDate.extension", "max": "0"}])"));
    EXPECT_THAT(
        ids(defined[p], "Patient.birthDate."),
        ElementsAre("Patient.birthDate.id", "Patient.birthDate.extension", "Patient.birthDate.value"));
    EXPECT_THAT(types(defined.element(p, "Patient.birthDate.value")), ElementsAre("date"));
}

TEST(A_choice, of_several_types_has_only_what_all_have) {
    const Defined defined(profile("p", "Observation", R"([
        {"path": "Observation.value[x].extension", "min": 1}, {"path": "Observation.value[x].unit", "min": 1}])"));
    EXPECT_THAT(ids(defined[p], "Observation.value[x]."),
                ElementsAre("Observation.value[x].id", "Observation.value[x].extension"));
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-path-unknown Observation.value[x].unit"));
}

TEST(An_element_in_a_bundle, shows_the_elements_of_the_resource) {
    const Defined defined(profile("patient", "Patient", R"([{"path": "Patient.active", "min": 1}])"),
                          profile("p", "Bundle", R"([
        {"path": "Bundle.entry.resource",
         "type": [{"code": "Patient", "profile": ["http://x.jp/patient"]}]},
        {"path": "Bundle.entry.resource.gender", "min": 1}])"));
    EXPECT_EQ(cardinality(defined.element(p, "Bundle.entry.resource.active")), "1..1");
    EXPECT_EQ(cardinality(defined.element(p, "Bundle.entry.resource.gender")), "1..1");
    EXPECT_THAT(types(defined.element(p, "Bundle.entry.resource.id")), ElementsAre("id"));
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_content_reference, becomes_what_it_refers_to) {
    const Defined defined(profile("p", "Questionnaire", R"([
        {"path": "Questionnaire.item.item.item.linkId", "fixedString": "1"}])"));
    const ElementDef& item = defined.element(p, "Questionnaire.item.item");
    EXPECT_EQ(item.content_reference, "");
    EXPECT_THAT(types(item), ElementsAre("BackboneElement"));
    EXPECT_EQ(defined.element(p, "Questionnaire.item.item.answerOption.value[x]").types.size(), 6U);
    EXPECT_EQ(defined.element(p, "Questionnaire.item.item.item.item").content_reference,
              "#Questionnaire.item");
    EXPECT_TRUE(defined.element(p, "Questionnaire.item.item.item.linkId").fixed);
    EXPECT_FALSE(defined.element(p, "Questionnaire.item.linkId").fixed);
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_content_reference, to_nothing_is_named) {
    Json model = profile("m", "http://x.jp/m", R"([
        {"path": "M"}, {"path": "M.a", "contentReference": "#M.none"}, {"path": "M.a.b", "min": 0}])");
    model["derivation"] = "specialization";
    const Defined defined(upon("http://hl7.org/fhir/StructureDefinition/Element", model));
    EXPECT_THAT(defined.problems("http://x.jp/m"), ElementsAre("profile-content-reference M.a"));
}

} // namespace
} // namespace renkei::profiles::test::unfold_test
