#include "tests/validate/definition_kit.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace renkei::validate::test::structure_definition_rules_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::string element(std::string_view path, std::string_view more) {
    return fmt::format("{{'id':'{0}','path':'{0}'{1}{2}}}", path, more.empty() ? "" : ",", more);
}

std::string defined(std::string_view members) {
    return fmt::format(
        "{{'resourceType':'StructureDefinition','url':'http://a.example/StructureDefinition/p','name':'P',"
        "'status':'draft','abstract':false,{}}}",
        members);
}

TEST(Profiles_as_instances, that_narrow_their_base_are_good) {
    EXPECT_THAT(found_in(profile_on("Patient",
                                    element("Patient", "") + "," + element("Patient.birthDate", "'min':1"))),
                IsEmpty());
}

TEST(Profiles_as_instances, name_a_base_that_is_loaded) {
    EXPECT_THAT(found_in(defined("'kind':'resource','type':'Patient','derivation':'constraint',"
                                 "'baseDefinition':'http://a.example/"
                                 "none','differential':{'element':[{'id':'Patient','path':'Patient'}]}")),
                ElementsAre("VD10 StructureDefinition"));
}

TEST(Profiles_as_instances, have_the_type_and_kind_of_their_base) {
    EXPECT_THAT(found_in(defined("'kind':'complex-type','type':'Group','derivation':'constraint',"
                                 "'baseDefinition':'http://hl7.org/fhir/StructureDefinition/Patient',"
                                 "'differential':{'element':[{'id':'Group','path':'Group'}]}")),
                testing::IsSupersetOf({"VD12 StructureDefinition.type", "VD13 StructureDefinition.kind"}));
}

TEST(Profiles_as_instances, say_only_what_a_snapshot_can_be_made_of) {
    EXPECT_THAT(
        found_in(profile_on("Patient", element("Patient", "") + "," + element("Patient.colour", "'min':1"))),
        ElementsAre("profile-path-unknown StructureDefinition.differential.element[1]"));
    EXPECT_THAT(found_in(profile_on("Patient", element("Patient.birthDate", "'min':1") + "," +
                                                   element("Patient.identifier", "'min':1"))),
                ElementsAre("profile-order StructureDefinition.differential.element[1]"));
}

TEST(Types_of_ones_own, have_a_namespace) {
    const auto logical = [](std::string_view type) {
        return defined(fmt::format("'kind':'logical','type':'{}','derivation':'specialization',"
                                   "'baseDefinition':'http://hl7.org/fhir/StructureDefinition/Element',"
                                   "'differential':{{'element':[{{'id':'Boo','path':'Boo'}}]}}",
                                   type));
    };
    EXPECT_THAT(found_in(logical("Boo")), Contains("VD15 StructureDefinition.type"));
    EXPECT_THAT(found_in(logical("http://b.example/Boo")), Contains("VD16 StructureDefinition.type"));
    EXPECT_THAT(found_in(logical("http://a.example/Boo")), IsEmpty());
}

TEST(Contexts, belong_to_extensions) {
    const auto with_context = [](std::string_view type) {
        return defined(fmt::format("'kind':'complex-type','type':'{0}','derivation':'constraint',"
                                   "'context':[{{'type':'element','expression':'Element'}}],"
                                   "'baseDefinition':'http://hl7.org/fhir/StructureDefinition/{0}',"
                                   "'differential':{{'element':[{{'id':'{0}','path':'{0}'}}]}}",
                                   type));
    };
    EXPECT_THAT(found_in(with_context("Address")), ElementsAre("VD19 StructureDefinition.context[0]"));
    EXPECT_THAT(found_in(with_context("Extension")), Contains("VD18 StructureDefinition.context[0]"));
}

// An extension definition with this context and this differential of Extension.url.
std::string extension_definition(std::string_view context,
                                 std::string_view url = "'fixedUri':'http://a.example/StructureDefinition/p'",
                                 std::string_view more = "") {
    return defined(fmt::format(
        "'kind':'complex-type','type':'Extension','derivation':'constraint','baseDefinition':'http://hl7.org/"
        "fhir/StructureDefinition/Extension',"
        "'context':[{{'type':'element','expression':'{}'}}]{}{},'differential':{{'element':[{},{},{}]}}",
        context, more.empty() ? "" : ",", more, element("Extension", ""), element("Extension.url", url),
        element("Extension.value[x]", "'type':[{'code':'string'}]")));
}

TEST(Contexts, name_elements_that_exist) {
    for (const char* context :
         {"Patient", "Patient.contact.name", "HumanName", "HumanName.family", "Observation.value[x]",
          "Patient.deceased", "Resource", "CanonicalResource", "CanonicalResource.url",
          "http://a.example/StructureDefinition/q#Patient.name"}) {
        EXPECT_THAT(found_in(extension_definition(context)), IsEmpty()) << context;
    }
    for (const char* context : {"Pacient", "Patient.nickname", "HumanName.family.first", "patient"}) {
        EXPECT_THAT(found_in(extension_definition(context)),
                    ElementsAre("VD17 StructureDefinition.context[0]"))
            << context;
    }
}

TEST(Contexts, have_invariants_that_can_be_read) {
    EXPECT_THAT(
        found_in(extension_definition("Patient", "'fixedUri':'http://a.example/StructureDefinition/p'",
                                      "'contextInvariant':['name.exists()']")),
        IsEmpty());
    EXPECT_THAT(
        found_in(extension_definition("Patient", "'fixedUri':'http://a.example/StructureDefinition/p'",
                                      "'contextInvariant':['name.(']")),
        ElementsAre("VD34 StructureDefinition.contextInvariant[0]"));
}

TEST(The_url_of_an_extension, is_fixed_to_that_of_its_definition) {
    EXPECT_THAT(found_in(extension_definition("Patient")), IsEmpty());
    EXPECT_THAT(
        found_in(extension_definition("Patient", "'fixedUri':'http://a.example/StructureDefinition/other'")),
        ElementsAre("VD35 StructureDefinition"));
    EXPECT_THAT(found_in(extension_definition("Patient", "'min':1")),
                ElementsAre("VD35 StructureDefinition"));
}

TEST(Rules_on_elements, suit_their_types) {
    const std::string bound =
        "'binding':{'strength':'required','valueSet':'http://hl7.org/fhir/ValueSet/observation-status'}";
    EXPECT_THAT(found_in(profile_on("Patient", element("Patient.birthDate", bound))),
                ElementsAre("VD23 StructureDefinition.differential.element[0].binding"));
    EXPECT_THAT(found_in(profile_on("Patient", element("Patient.gender", "'maxLength':3"))), IsEmpty());
    EXPECT_THAT(found_in(profile_on("Patient", element("Patient.gender", "'minValueInteger':3"))),
                ElementsAre("VD23 StructureDefinition.differential.element[0].minValue.ofType(integer)"));
}

TEST(Fixed_values, have_a_type_of_the_element) {
    EXPECT_THAT(found_in(profile_on("Patient", element("Patient.active", "'fixedBoolean':true"))), IsEmpty());
    EXPECT_THAT(found_in(profile_on("Patient", element("Patient.active", "'fixedString':'yes'"))),
                Contains("VD29 StructureDefinition.differential.element[0].fixed.ofType(string)"));
}

TEST(Types_of_elements, are_types_with_profiles_on_them) {
    const auto typed = [](std::string_view type) {
        return profile_on("Patient",
                          element("Patient.managingOrganization", fmt::format("'type':[{{{}}}]", type)));
    };
    const std::string core = "http://hl7.org/fhir/StructureDefinition/";
    EXPECT_THAT(found_in(typed("'code':'Refrence'")),
                Contains("VD24 StructureDefinition.differential.element[0].type[0]"));
    EXPECT_THAT(found_in(typed(fmt::format("'code':'Reference','targetProfile':['{}Organization']", core))),
                IsEmpty());
    EXPECT_THAT(found_in(typed(fmt::format("'code':'Reference','targetProfile':['{}Address']", core))),
                Contains("VD28 StructureDefinition.differential.element[0].type[0].targetProfile[0]"));
    EXPECT_THAT(found_in(typed(fmt::format("'code':'Reference','profile':['{}Address']", core))),
                Contains("VD25 StructureDefinition.differential.element[0].type[0].profile[0]"));
    EXPECT_THAT(found_in(typed("'code':'Reference','targetProfile':['http://a.example/none']")),
                Contains("VD26 StructureDefinition.differential.element[0].type[0].targetProfile[0]"));
}

TEST(Discriminators, lead_to_something_below_the_sliced_element) {
    const auto sliced = [](std::string_view path) {
        return profile_on(
            "Observation",
            element(
                "Observation.component",
                fmt::format("'slicing':{{'rules':'open','discriminator':[{{'type':'value','path':'{}'}}]}}",
                            path)));
    };
    for (const std::string_view good :
         {"$this", "code", "code.coding.code", "value", "value.ofType(Quantity).unit"}) {
        EXPECT_THAT(found_in(sliced(good)), IsEmpty()) << good;
    }
    for (const std::string_view bad : {"url", "code.unit", "value.ofType(Quantity).coding"}) {
        EXPECT_THAT(found_in(sliced(bad)),
                    ElementsAre("VD31 StructureDefinition.differential.element[0].slicing.discriminator[0]"))
            << bad;
    }
}

TEST(Discriminators, follow_references_to_their_targets) {
    const auto sliced = [](std::string_view path) {
        return profile_on(
            "Patient",
            element(
                "Patient.link",
                fmt::format("'slicing':{{'rules':'open','discriminator':[{{'type':'value','path':'{}'}}]}}",
                            path)));
    };
    EXPECT_THAT(found_in(sliced("other.resolve().birthDate")), IsEmpty());
    EXPECT_THAT(found_in(sliced("other.resolve().colour")),
                ElementsAre("VD31 StructureDefinition.differential.element[0].slicing.discriminator[0]"));
}

TEST(Constraints, have_an_expression_that_can_be_read) {
    const auto constrained = [](std::string_view expression) {
        return profile_on(
            "Patient",
            element("Patient", fmt::format("'constraint':[{{'key':'k-1','severity':'error','human':'x'{}}}]",
                                           expression)));
    };
    EXPECT_THAT(found_in(constrained(",'expression':'active.exists()'")), IsEmpty());
    EXPECT_THAT(found_in(constrained(",'expression':'active.exists('")),
                ElementsAre("VD32 StructureDefinition.differential.element[0].constraint[0]"));
    EXPECT_THAT(found_in(constrained("")),
                ElementsAre("VD33 StructureDefinition.differential.element[0].constraint[0]"));
}

} // namespace
} // namespace renkei::validate::test::structure_definition_rules_test
