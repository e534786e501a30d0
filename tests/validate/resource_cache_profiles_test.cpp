// What is remembered of resources hides nothing that a profile says of the next.
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::validate::resource_cache_profiles_test {
namespace {

using test::claim;
using test::findings_after;
using test::findings_of;
using test::profile;
using testing::ElementsAre;
using testing::IsEmpty;

std::string named(char id, std::string_view type, std::string_view kind, std::string_view elements) {
    return fmt::format("{{'resourceType':'StructureDefinition','id':'{0}','url':'http://x.jp/"
                       "{0}','name':'N','status':'draft','kind':'{1}','abstract':false,'type':'{2}',"
                       "'baseDefinition':'http://hl7.org/fhir/StructureDefinition/"
                       "{2}','derivation':'constraint','differential':{{'element':[{3}]}}}}",
                       id, kind, type, elements);
}

constexpr const char* one = "urn:uuid:11111111-1111-4111-8111-111111111111";

std::string bundle_of(std::string_view entries) {
    return fmt::format("{{'resourceType':'Bundle','type':'collection','entry':[{}]}}", entries);
}

// The canonical is part of the signature, so it is the same; what it leads to is another thing.
std::vector<std::string> with_another_target(std::string_view canonical) {
    const std::string slices =
        "{'id':'ServiceRequest.instantiatesCanonical','path':'ServiceRequest.instantiatesCanonical','slicing'"
        ":{'discriminator':[{'type':'type','path':"
        "'resolve()'}],'rules':'open'}},"
        "{'id':'ServiceRequest.instantiatesCanonical:plan','path':'ServiceRequest.instantiatesCanonical','"
        "sliceName':'plan','min':1,'max':'1','type':[{"
        "'code':'canonical','targetProfile':['http://hl7.org/fhir/StructureDefinition/PlanDefinition']}]}";
    const std::string request =
        fmt::format("{{'fullUrl':'http://x.jp/fhir/ServiceRequest/"
                    "1','resource':{{'resourceType':'ServiceRequest','id':'1',{},"
                    "'instantiatesCanonical':['{}'],'status':'active','intent':'order','subject':{{'"
                    "reference':'http://a.example/Patient/1'}}}}}}",
                    claim, canonical);
    const auto target = [&](std::string_view type) {
        return fmt::format(",{{'fullUrl':'{}','resource':{{'resourceType':'{}','id':'1','name':'Plan',"
                           "'status':'active'}}}}",
                           canonical, type);
    };
    return findings_after(bundle_of(request + target("PlanDefinition")),
                          bundle_of(request + target("ActivityDefinition")),
                          {profile("ServiceRequest", slices)});
}

TEST(A_cached_resource_with_a_profile, reports_an_address_whose_target_has_changed) {
    EXPECT_THAT(with_another_target("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"),
                testing::Contains("V014 Bundle.entry[0].resource"));
}

// Asked within another check first, which says no warnings.
TEST(A_cached_resource_with_a_profile, reports_a_warning_about_a_part_that_its_own_reference_points_to) {
    const std::string quantity = "{'id':'Observation.value[x]','path':'Observation.value[x]','type':[{'code':"
                                 "'Quantity','profile':['http://x.jp/d']}]}";
    const std::string focus = "{'id':'Observation.focus','path':'Observation.focus','type':[{'code':'"
                              "Reference','targetProfile':['http://x.jp/q']}]},";
    const std::vector<std::string> definitions{
        profile("Observation", focus + quantity), named('q', "Observation", "resource", quantity),
        named('d', "Quantity", "complex-type",
              "{'id':'Quantity','path':'Quantity','constraint':[{'key':'d-1','severity':'warning','human':'"
              "少ない','expression':"
              "'value < 100'}]}")};
    const auto observation = [](int value) {
        return bundle_of(fmt::format("{{'fullUrl':'{0}','resource':{{'resourceType':'Observation',{1},'"
                                     "status':'final','code':{{'text':'x'}},'focus':[{{'reference':'{0}'}}],"
                                     "'valueQuantity':{{'value':{2}}}}}}}",
                                     one, claim, value));
    };
    EXPECT_THAT(findings_after(observation(36), observation(200), definitions),
                ElementsAre("V050 Bundle.entry[0].resource.value.ofType(Quantity)"));
}

// It is true because of how the text begins, so that is what is remembered of it.
TEST(A_cached_resource_with_a_profile, reports_an_invariant_that_depends_on_a_part_of_a_text) {
    const auto cached_findings = [](std::string_view expression, std::string_view before,
                                    std::string_view now) {
        const std::string rule =
            fmt::format("{{'id':'Patient.name','path':'Patient.name','constraint':[{{'key':'p-1','severity':'"
                        "error','human':'氏名','expression':'{}'}}]}}",
                        expression);
        const auto patient = [](std::string_view name) {
            return bundle_of(fmt::format(
                "{{'fullUrl':'{}','resource':{{'resourceType':'Patient',{},'name':[{{'text':'{}'}}]}}}}", one,
                claim, name));
        };
        return findings_after(patient(before), patient(now), {profile("Patient", rule)});
    };
    const std::vector<std::string> wrong{"V050 Bundle.entry[0].resource.name[0]"};
    EXPECT_EQ(cached_findings("text.startsWith(\\u0027#\\u0027).not()", "連携", "#"), wrong);
    EXPECT_THAT(cached_findings("text.startsWith(\\u0027#\\u0027).not()", "連携", "携帯#"), IsEmpty());
    EXPECT_EQ(cached_findings("text.contains(\\u0027 \\u0027)", "連携 花子", "連携花子"), wrong);
    EXPECT_EQ(cached_findings("text.startsWith(\\u0027X\\u0027).not() or text.contains(\\u0027y\\u0027)",
                              "Xy", "X"),
              wrong);
    EXPECT_EQ(cached_findings("text.startsWith(\\u0027X\\u0027).not() or family.exists()", "連携", "X"),
              wrong);
}

// A profile that is checked in the middle of an expression has expressions itself.
TEST(An_invariant, continues_after_a_conformance_check) {
    const std::string rule =
        "{'id':'Patient','path':'Patient','constraint':[{'key':'p-1','severity':'error','human':'氏名','"
        "expression':"
        "'name.all(conformsTo(\\u0027http://x.jp/n\\u0027)) and birthDate.exists() and gender.exists()'}]}";
    const std::string name = named('n', "HumanName", "complex-type",
                                   "{'id':'HumanName','path':'HumanName','constraint':[{'key':'n-1','"
                                   "severity':'error','human':'姓名','expression':"
                                   "'family.exists() and given.where($this.length() > 1).count() > 0'}]}");
    const auto patient = [&](std::string_view members) {
        return findings_of(fmt::format("{{'resourceType':'Patient',{},{}}}", claim, members),
                           {profile("Patient", rule), name});
    };
    EXPECT_THAT(patient("'name':[{'family':'連携','given':['花子']},{'family':'連携','given':['太郎']}],'"
                        "gender':'female','birthDate':'1950-01-01'"),
                IsEmpty());
    EXPECT_THAT(patient("'name':[{'family':'連携','given':['花子']},{'family':'連携'}],'gender':'female','"
                        "birthDate':'1950-01-01'"),
                ElementsAre("V050 Patient"));
    EXPECT_THAT(patient("'name':[{'family':'連携','given':['花子']}],'gender':'female'"),
                ElementsAre("V050 Patient"));
}

} // namespace
} // namespace renkei::validate::resource_cache_profiles_test
