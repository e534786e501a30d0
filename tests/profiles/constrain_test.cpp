#include "tests/profiles/kit.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::profiles::test::constrain_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view p = "http://x.jp/p";

Defined observation(std::string_view elements) { return Defined(profile("p", "Observation", elements)); }

TEST(A_profile, has_all_elements_of_its_base_even_if_it_says_nothing) {
    const Defined defined(profile("p", "Observation", R"([{"id": "Observation", "path": "Observation"}])"));
    EXPECT_EQ(ids(defined[p], ""), ids(defined["Observation"], ""));
    EXPECT_THAT(defined.problems(p), IsEmpty());
    EXPECT_EQ(defined[p].type, "Observation");
}

TEST(A_profile, narrows_cardinality) {
    const Defined defined = observation(R"([
        {"path": "Observation.category", "min": 1, "max": "3"}, {"path": "Observation.method", "max": "0"}])");
    EXPECT_EQ(cardinality(defined.element(p, "Observation.category")), "1..3");
    EXPECT_EQ(cardinality(defined.element(p, "Observation.method")), "0..0");
    EXPECT_EQ(defined.element(p, "Observation.category").base_max, unbounded);
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_profile, may_not_widen_cardinality) {
    const Defined defined = observation(R"([
        {"path": "Observation.status", "min": 0}, {"path": "Observation.subject", "max": "*"}])");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-cardinality-wider Observation.status",
                                                 "profile-cardinality-wider Observation.subject"));
    EXPECT_EQ(cardinality(defined.element(p, "Observation.status")), "1..1");
    EXPECT_EQ(cardinality(defined.element(p, "Observation.subject")), "0..1");
}

TEST(A_profile, that_nothing_can_meet_is_named) {
    const Defined defined = observation(R"([
        {"path": "Observation.status", "max": "0"}, {"path": "Observation.category", "min": 3, "max": "2"}])");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-min-above-max Observation.status",
                                                 "profile-min-above-max Observation.category"));
}

TEST(A_profile, with_a_cardinality_that_is_no_number_keeps_the_bases) {
    const Defined defined = observation(R"([
        {"path": "Observation.status", "max": "many"}, {"path": "Observation.category", "min": "*"}])");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-number-bad Observation.status",
                                                 "profile-number-bad Observation.category"));
    EXPECT_EQ(cardinality(defined.element(p, "Observation.status")), "1..1");
}

TEST(A_profile, narrows_types) {
    const Defined defined = observation(R"([
        {"path": "Observation.subject", "type": [{"code": "Reference", "targetProfile": ["http://x.jp/patient"]}]},
        {"path": "Observation.value[x]", "type": [{"code": "string"}, {"code": "Quantity"}]}])");
    EXPECT_THAT(types(defined.element(p, "Observation.value[x]")), ElementsAre("string", "Quantity"));
    EXPECT_THAT(defined.element(p, "Observation.subject").types.front().target_profiles,
                ElementsAre("http://x.jp/patient"));
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_profile, may_name_a_type_derived_from_the_bases) {
    const Defined defined(
        profile("p", "Bundle", R"([{"path": "Bundle.entry.resource", "type": [{"code": "Patient"}]}])"));
    EXPECT_THAT(types(defined.element(p, "Bundle.entry.resource")), ElementsAre("Patient"));
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_profile, may_not_name_another_type) {
    const Defined defined = observation(R"([
        {"path": "Observation.code", "type": [{"code": "Coding"}]},
        {"path": "Observation.value[x]", "type": [{"code": "string"}, {"code": "Address"}]}])");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-type-not-allowed Observation.code",
                                                 "profile-type-not-allowed Observation.value[x]"));
    EXPECT_THAT(types(defined.element(p, "Observation.code")), ElementsAre("CodeableConcept"));
}

TEST(A_profile, fixes_values) {
    const Defined defined = observation(R"([
        {"path": "Observation.status", "fixedCode": "final"},
        {"path": "Observation.code", "patternCodeableConcept": {"text": "体温"}},
        {"path": "Observation.value[x]", "patternQuantity": {"code": "Cel"}}])");
    const Structure& it = defined[p];
    EXPECT_EQ(json(it, defined.element(p, "Observation.status").fixed.node), "\"final\"");
    EXPECT_EQ(json(it, defined.element(p, "Observation.code").pattern.node), R"({"text":"体温"})");
    EXPECT_TRUE(defined.element(p, "Observation.value[x]").pattern);
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_profile, may_not_fix_a_value_of_another_type) {
    const Defined defined = observation(R"([
        {"path": "Observation.status", "fixedString": "final"},
        {"path": "Observation.value[x]", "type": [{"code": "string"}], "patternQuantity": {"code": "Cel"}}])");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-fixed-type Observation.status",
                                                 "profile-fixed-type Observation.value[x]"));
    EXPECT_FALSE(defined.element(p, "Observation.status").fixed);
}

TEST(A_profile, may_not_change_a_fixed_value) {
    const Defined defined(
        profile("q", "Observation", R"([{"path": "Observation.status", "fixedCode": "final"}])"),
        upon("http://x.jp/q", profile("p", "Observation", R"([
                               {"path": "Observation.status", "fixedCode": "amended"}])")));
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-fixed-changed Observation.status"));
    EXPECT_EQ(json(defined[p], defined.element(p, "Observation.status").fixed.node), "\"amended\"");
}

TEST(An_extension, built_upon_another_has_its_own_url) {
    const Defined defined(
        profile("q", "Extension", R"([{"path": "Extension.url", "fixedUri": "http://x.jp/q"}])"),
        upon("http://x.jp/q", profile("p", "Extension", R"([
                              {"path": "Extension.url", "fixedUri": "http://x.jp/p"}])")));
    EXPECT_EQ(json(defined[p], defined.element(p, "Extension.url").fixed.node), "\"http://x.jp/p\"");
    EXPECT_THAT(defined.problems(p), testing::Not(IsEmpty())); // the url of its slice is another now
}

TEST(A_profile, narrows_bindings) {
    const Defined defined = observation(R"([
        {"path": "Observation.code", "binding": {"strength": "required", "valueSet": "http://x.jp/vs"}},
        {"path": "Observation.method", "binding": {"strength": "extensible"}}])");
    EXPECT_EQ(defined.element(p, "Observation.code").binding.value_set, "http://x.jp/vs");
    EXPECT_EQ(defined.element(p, "Observation.code").binding.strength, definitions::Strength::required);
    EXPECT_EQ(defined.element(p, "Observation.method").binding.strength, definitions::Strength::extensible);
    EXPECT_EQ(defined.element(p, "Observation.method").binding.value_set,
              "http://hl7.org/fhir/ValueSet/observation-methods");
    EXPECT_THAT(defined.problems(p), IsEmpty());
}

TEST(A_profile, may_not_weaken_a_binding) {
    const Defined defined = observation(
        R"([{"path": "Observation.status", "binding": {"strength": "example", "valueSet": "http://x.jp/vs"}}])");
    EXPECT_THAT(defined.problems(p), ElementsAre("profile-binding-weaker Observation.status"));
    EXPECT_EQ(defined.element(p, "Observation.status").binding.strength, definitions::Strength::required);
}

TEST(A_profile, adds_constraints_and_says_that_they_are_its_own) {
    const Defined defined = observation(R"j([{"path": "Observation.code", "constraint": [
        {"key": "x-1", "severity": "warning", "human": "h", "expression": "text.exists()"},
        {"key": "ele-1", "severity": "error", "human": "mine", "expression": "true"}], "condition": ["x-1"]}])j");
    const ElementDef& code = defined.element(p, "Observation.code");
    ASSERT_EQ(code.constraints.size(), 2U);
    EXPECT_EQ(code.constraints[0].human, "mine");
    EXPECT_EQ(code.constraints[1].key, "x-1");
    EXPECT_EQ(code.constraints[1].source, "http://x.jp/p");
    EXPECT_FALSE(code.constraints[1].is_error);
    EXPECT_EQ(member(defined[p], code, "condition"), R"(["x-1"])");
}

TEST(A_profile, keeps_what_people_read) {
    const Defined defined(profile("q", "Observation", R"([
                               {"path": "Observation.code", "short": "検査", "definition": "検査の種類",
                                "mapping": [{"identity": "a", "map": "b"}], "alias": ["x"], "mustSupport": true}])"),
                          upon("http://x.jp/q", profile("p", "Observation", R"([
                               {"path": "Observation.code", "short": "体温", "definition": "...。体温に限る",
                                "mapping": [{"identity": "a", "map": "b"}, {"identity": "c", "map": "d"}],
                                "alias": ["x", "y"]}])")));
    const ElementDef& code = defined.element(p, "Observation.code");
    EXPECT_EQ(member(defined[p], code, "short"), "\"体温\"");
    EXPECT_EQ(member(defined[p], code, "definition"), R"("検査の種類\n。体温に限る")");
    EXPECT_EQ(member(defined[p], code, "alias"), R"(["x","y"])");
    EXPECT_EQ(member(defined[p], code, "mapping"),
              R"([{"identity":"a","map":"b"},{"identity":"c","map":"d"}])");
    EXPECT_TRUE(code.must_support);
    EXPECT_EQ(Json::parse(defined[p].tree().input())["differential"]["element"].size(), 1U);
}

TEST(A_profile, does_not_inherit_the_maturity_of_the_standard) {
    const Defined defined = observation(R"([{"path": "Observation.code", "short": "x"}])");
    const std::string_view made = defined[p].tree().input();
    EXPECT_EQ(made.find("structuredefinition-standards-status"), std::string_view::npos);
    EXPECT_NE(defined["Observation"].tree().input().find("structuredefinition-standards-status"),
              std::string_view::npos);
}

TEST(A_logical_model, brings_its_own_elements) {
    Json model = profile("m", "http://x.jp/m", R"([
        {"id": "Meal", "path": "Meal", "min": 0, "max": "*"},
        {"id": "Meal.dish", "path": "Meal.dish", "min": 1, "max": "*", "type": [{"code": "BackboneElement"}]},
        {"id": "Meal.dish.name", "path": "Meal.dish.name", "min": 1, "max": "1", "type": [{"code": "string"}],
         "constraint": [{"key": "m-1", "severity": "error", "human": "h"}]}])");
    model["kind"] = "logical";
    model["derivation"] = "specialization";
    for (const char* base : {"Element", "Base"}) { // R4 itself has no Base
        const Defined defined(upon("http://hl7.org/fhir/StructureDefinition/" + std::string(base), model));
        const Structure& it = defined["http://x.jp/m"];
        EXPECT_THAT(ids(it, "Meal.dish"), ElementsAre("Meal.dish", "Meal.dish.id", "Meal.dish.extension",
                                                      "Meal.dish.modifierExtension", "Meal.dish.name"));
        const ElementDef& name = defined.element("http://x.jp/m", "Meal.dish.name");
        ASSERT_EQ(name.constraints.size(), 2U);
        EXPECT_EQ(name.constraints[0].key, "ele-1");
        EXPECT_EQ(member(it, name, "base"), R"({"path":"Meal.dish.name","min":1,"max":"1"})");
        EXPECT_THAT(defined.problems("http://x.jp/m"), IsEmpty());
    }
}

} // namespace
} // namespace renkei::profiles::test::constrain_test
