// What a profile says beyond the type it is made for.
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::validate::profile_test {
namespace {

using test::claim;
using test::count_of;
using test::findings_of;
using test::profile;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> patient(std::string_view members, std::string_view elements) {
    return findings_of(fmt::format("{{'resourceType':'Patient',{},{}}}", claim, members),
                       {profile("Patient", elements)});
}

TEST(A_profile, makes_an_element_mandatory_or_forbids_it) {
    const std::string rule = "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1},"
                             "{'id':'Patient.photo','path':'Patient.photo','max':'0'}";
    EXPECT_THAT(patient("'birthDate':'1950-01-01'", rule), IsEmpty());
    EXPECT_THAT(patient("'active':true", rule), ElementsAre("V014 Patient"));
    EXPECT_THAT(patient("'birthDate':'1950-01-01','photo':[{'title':'x'}]", rule),
                ElementsAre("V015 Patient.photo[0]"));
}

TEST(A_profile, fixes_values_and_patterns) {
    const std::string rule = "{'id':'Patient.gender','path':'Patient.gender','fixedCode':'female'},"
                             "{'id':'Patient.maritalStatus','path':'Patient.maritalStatus','"
                             "patternCodeableConcept':{'text':'既婚'}}";
    EXPECT_THAT(patient("'gender':'female','maritalStatus':{'text':'既婚','id':'a'}", rule), IsEmpty());
    EXPECT_THAT(patient("'gender':'male'", rule), ElementsAre("V033 Patient.gender"));
    EXPECT_THAT(patient("'maritalStatus':{'text':'未婚'}", rule), ElementsAre("V034 Patient.maritalStatus"));
}

TEST(A_profile, narrows_the_types_of_a_choice) {
    const std::string rule =
        "{'id':'Patient.deceased[x]','path':'Patient.deceased[x]','type':[{'code':'boolean'}]}";
    EXPECT_THAT(patient("'deceasedBoolean':false", rule), IsEmpty());
    EXPECT_THAT(patient("'deceasedDateTime':'2026'", rule),
                ElementsAre("V013 Patient.deceased.ofType(dateTime)"));
}

// Most elements of a profile only repeat the type; these two do not.
TEST(A_profile, narrows_what_a_reference_may_lead_to) {
    const std::string rule = "{'id':'Patient.generalPractitioner','path':'Patient.generalPractitioner','type'"
                             ":[{'code':'Reference',"
                             "'targetProfile':['http://hl7.org/fhir/StructureDefinition/Organization']}]}";
    EXPECT_THAT(patient("'generalPractitioner':[{'reference':'http://a.example/Organization/1'}]", rule),
                IsEmpty());
    EXPECT_THAT(patient("'generalPractitioner':[{'reference':'http://a.example/Practitioner/1'}]", rule),
                ElementsAre("V066 Patient.generalPractitioner[0]"));
}

TEST(A_profile, finds_the_same_in_whatever_order_members_come) {
    const std::string rule = "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1},"
                             "{'id':'Patient.photo','path':'Patient.photo','max':'0'},"
                             "{'id':'Patient.gender','path':'Patient.gender','fixedCode':'female'}";
    const std::string ordered = "'active':'yes','gender':'male','deceasedBoolean':true,'deceasedDateTime':'"
                                "2026','photo':[{'title':'x'}],'x':1";
    const std::string shuffled = "'x':1,'photo':[{'title':'x'}],'deceasedDateTime':'2026','gender':'male','"
                                 "deceasedBoolean':true,'active':'yes'";
    std::vector<std::string> first = patient(ordered, rule);
    std::vector<std::string> second = patient(shuffled, rule);
    for (std::vector<std::string>* found : {&first, &second}) {
        // which of two names of a choice is one too many depends on the order
        for (std::string& each : *found) {
            each = each.substr(0, each.find(".deceased"));
        }
        std::ranges::sort(*found);
    }
    EXPECT_EQ(first, second);
    EXPECT_EQ(first.size(), 6);
}

TEST(A_profile, limits_values_and_lengths) {
    const std::string rule = "{'id':'Patient.birthDate','path':'Patient.birthDate','minValueDate':'1900-01-"
                             "01','maxValueDate':'2000-12-31'},"
                             "{'id':'Patient.language','path':'Patient.language','maxLength':2}";
    EXPECT_THAT(patient("'birthDate':'1950-01-01','language':'ja'", rule), IsEmpty());
    EXPECT_THAT(patient("'birthDate':'1899-12-31'", rule), ElementsAre("V035 Patient.birthDate"));
    EXPECT_THAT(patient("'birthDate':'2001-01-01'", rule), ElementsAre("V036 Patient.birthDate"));
    EXPECT_THAT(patient("'language':'ja-JP'", rule), ElementsAre("V037 Patient.language"));
}

TEST(A_profile, limits_quantities_in_units_that_can_be_compared) {
    const auto observation = [](std::string_view members) {
        return fmt::format("{{'resourceType':'Observation',{},'status':'final','code':{{'text':'x'}},"
                           "'valueQuantity':{{{}}}}}",
                           claim, members);
    };
    const auto kilogram = [](std::string_view members) {
        return profile("Observation",
                       fmt::format("{{'id':'Observation.value[x]','path':'Observation.value[x]','type':[{{"
                                   "'code':'Quantity'}}],'minValueQuantity':{{'value':1{}}}}}",
                                   members));
    };
    const std::string rule = kilogram(",'system':'http://unitsofmeasure.org','code':'kg'");
    const auto in = [](std::string_view value, std::string_view unit) {
        return fmt::format("'value':{},'system':'http://unitsofmeasure.org','code':'{}'", value, unit);
    };
    const auto not_judged = [&](std::string_view members, const std::string& by) {
        return count_of("V108", observation(members), {by});
    };
    EXPECT_THAT(findings_of(observation(in("1200", "g")), {rule}), IsEmpty());
    EXPECT_THAT(findings_of(observation(in("800", "g")), {rule}),
                ElementsAre("V035 Observation.value.ofType(Quantity)"));
    EXPECT_EQ(not_judged(in("1200", "g"), rule), 0U);
    EXPECT_EQ(not_judged(in("800", "cm"), rule), 1U);
    EXPECT_EQ(not_judged("'value':800,'unit':'g'", rule), 1U);
    EXPECT_EQ(not_judged(in("800", "g"), kilogram("")), 1U);
    EXPECT_THAT(findings_of(observation(in("800", "cm")), {rule}), IsEmpty());
}

// Beyond the 28 digits of FHIRPath, too: R4 datatypes.html#decimal has no largest number.
TEST(A_profile, limits_decimals_of_any_size) {
    const auto above = [](std::string_view limit, std::string_view value) {
        return findings_of(
            fmt::format("{{'resourceType':'RiskAssessment',{},'status':'final','subject':{{'display':'x'}},'"
                        "prediction':[{{'relativeRisk':{}}}]}}",
                        claim, value),
            {profile("RiskAssessment",
                     fmt::format("{{'id':'RiskAssessment.prediction','path':'RiskAssessment.prediction'}},"
                                 "{{'id':'RiskAssessment.prediction.relativeRisk','path':'RiskAssessment."
                                 "prediction.relativeRisk',"
                                 "'minValueDecimal':{}}}",
                                 limit))});
    };
    EXPECT_THAT(above("1e28", "1e28"), IsEmpty());
    EXPECT_THAT(above("1e28", "10000000000000000000000000000.0"), IsEmpty());
    EXPECT_THAT(above("1e28", "9999999999999999999999999999.9"),
                ElementsAre("V035 RiskAssessment.prediction[0].relativeRisk"));
    EXPECT_THAT(above("1.5e400", "1.6e400"), IsEmpty());
    EXPECT_THAT(above("1.5e400", "1.4e400"), ElementsAre("V035 RiskAssessment.prediction[0].relativeRisk"));
    EXPECT_THAT(above("0.1", "1e28"), IsEmpty());
}

TEST(A_profile, may_make_required_what_the_type_only_recommends) {
    const auto language = [](std::string_view strength) {
        return patient(
            "'language':'ja-US'",
            fmt::format("{{'id':'Patient.language','path':'Patient.language','binding':{{'strength':'{}',"
                        "'valueSet':'http://hl7.org/fhir/ValueSet/languages'}}}}",
                        strength));
    };
    EXPECT_THAT(language("preferred"), IsEmpty());
    EXPECT_THAT(language("required"), ElementsAre("V042 Patient.language"));
}

TEST(A_profile, adds_invariants) {
    const std::string rule =
        "{'id':'Patient','path':'Patient','constraint':[{'key':'x-1','severity':'error','human':'氏名か番号',"
        "'expression':'name.exists() or identifier.exists()'}]}";
    EXPECT_THAT(patient("'name':[{'text':'連携 花子'}]", rule), IsEmpty());
    EXPECT_THAT(patient("'active':true", rule), ElementsAre("V050 Patient"));
}

TEST(A_profile, is_for_its_type) {
    EXPECT_THAT(
        findings_of(
            fmt::format("{{'resourceType':'Observation',{},'status':'final','code':{{'text':'x'}}}}", claim),
            {profile("Patient", "{'id':'Patient','path':'Patient'}")}),
        ElementsAre("V005 Observation.meta.profile[0]"));
}

TEST(A_profile, may_be_an_abstract_type_that_the_resource_specializes) {
    for (const char* type : {"Resource", "DomainResource", "Patient"}) {
        EXPECT_THAT(
            findings_of(fmt::format("{{'resourceType':'Patient','meta':{{'profile':['http://hl7.org/fhir/"
                                    "StructureDefinition/{}']}},'active':true}}",
                                    type)),
            IsEmpty())
            << type;
    }
}

TEST(A_profile, that_imposes_another_brings_it_along) {
    const std::string imposing = "{'resourceType':'StructureDefinition','id':'q','url':'http://x.jp/"
                                 "q','name':'Q','status':'draft','kind':'resource','abstract':false,"
                                 "'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/"
                                 "structuredefinition-imposeProfile','valueCanonical':'http://x.jp/p'}],"
                                 "'type':'Patient','baseDefinition':'http://hl7.org/fhir/StructureDefinition/"
                                 "Patient','derivation':'constraint',"
                                 "'differential':{'element':[{'id':'Patient','path':'Patient'}]}}";
    EXPECT_THAT(
        findings_of(
            "{'resourceType':'Patient','meta':{'profile':['http://x.jp/q']},'id':'a'}",
            {profile("Patient", "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}"), imposing}),
        ElementsAre("V014 Patient"));
}

// identifier sliced by its system
std::string slicing(std::string_view rules, std::string_view more = "") {
    return fmt::format(
        "{{'id':'Patient.identifier','path':'Patient.identifier','slicing':{{'discriminator':[{{'type':'"
        "value','path':'system'}}],"
        "'rules':'{}'{}}}}},"
        "{{'id':'Patient.identifier:a','path':'Patient.identifier','sliceName':'a','min':1,'max':'1'}},"
        "{{'id':'Patient.identifier:a.system','path':'Patient.identifier.system','min':1,'fixedUri':'http://"
        "x.jp/a'}},"
        "{{'id':'Patient.identifier:b','path':'Patient.identifier','sliceName':'b'}},"
        "{{'id':'Patient.identifier:b.system','path':'Patient.identifier.system','min':1,'fixedUri':'http://"
        "x.jp/b'}},"
        "{{'id':'Patient.identifier:b.value','path':'Patient.identifier.value','min':1}}",
        rules, more);
}

std::string identifiers(std::initializer_list<std::string_view> systems) {
    std::string out;
    for (const std::string_view system : systems) {
        out += fmt::format("{}{{'system':'http://x.jp/{}','value':'1'}}", out.empty() ? "" : ",", system);
    }
    return fmt::format("'identifier':[{}]", out);
}

TEST(A_slice, is_found_by_its_discriminator_and_counted) {
    EXPECT_THAT(patient(identifiers({"a", "b", "c"}), slicing("open")), IsEmpty());
    EXPECT_THAT(patient(identifiers({"b"}), slicing("open")), ElementsAre("V014 Patient"));
    EXPECT_THAT(patient(identifiers({"a", "a"}), slicing("open")), ElementsAre("V015 Patient.identifier[1]"));
}

TEST(A_slice, has_rules_of_its_own) {
    EXPECT_THAT(
        patient("'identifier':[{'system':'http://x.jp/a'},{'system':'http://x.jp/b'}]", slicing("open")),
        ElementsAre("V014 Patient.identifier[1]"));
}

TEST(A_slice, may_be_found_by_what_a_slice_inside_of_it_requires) {
    const std::string pressure = "{'resourceType':'Observation','meta':{'profile':['http://hl7.org/fhir/"
                                 "StructureDefinition/bp']},'status':'final',"
                                 "'category':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
                                 "observation-category','code':'vital-signs'}]}],"
                                 "'code':{'coding':[{'system':'http://"
                                 "loinc.org','code':'85354-9'}]},'subject':{'reference':'Patient/1'},"
                                 "'effectiveDateTime':'2026-04-01','component':[";
    const auto part = [](std::string_view codings) {
        return fmt::format("{{'code':{{'coding':[{}]}},'valueQuantity':{{'value':80,'unit':'mmHg','system':'"
                           "http://unitsofmeasure.org','code':'mm[Hg]'}}}}",
                           codings);
    };
    const std::string systolic =
        part("{'system':'http://x.jp/c','code':'high'},{'system':'http://loinc.org','code':'8480-6'}");
    const std::string diastolic = part("{'system':'http://loinc.org','code':'8462-4'}");
    EXPECT_THAT(findings_of(pressure + systolic + "," + diastolic + "]}"), IsEmpty());
    // the diastolic one, and two in all
    EXPECT_THAT(findings_of(pressure + systolic + "]}"), ElementsAre("V014 Observation", "V014 Observation"));
}

TEST(A_closed_slicing, refuses_elements_of_no_slice) {
    EXPECT_THAT(patient(identifiers({"a", "c"}), slicing("closed")),
                ElementsAre("V016 Patient.identifier[1]"));
}

TEST(An_ordered_slicing, keeps_the_order_of_its_slices) {
    EXPECT_THAT(patient(identifiers({"a", "b"}), slicing("open", ",'ordered':true")), IsEmpty());
    EXPECT_THAT(patient(identifiers({"b", "a"}), slicing("open", ",'ordered':true")),
                ElementsAre("V017 Patient.identifier[1]"));
}

TEST(A_slicing_that_is_open_at_its_end, has_its_slices_first) {
    EXPECT_THAT(patient(identifiers({"c", "a"}), slicing("openAtEnd")),
                ElementsAre("V018 Patient.identifier[1]"));
}

// R4's profile of blood pressures: a component is found by the code that one of its codings must have
TEST(A_slice, may_be_found_by_what_a_slice_within_it_requires) {
    const auto found = [](std::string_view codings) {
        return findings_of(
            fmt::format("{{'resourceType':'Observation',{},'status':'final','code':{{'text':'a'}},'component'"
                        ":[{{'code':{{'coding':[{}]}}}}]}}",
                        claim, codings),
            {profile(
                "Observation",
                "{'id':'Observation.component','path':'Observation.component','slicing':{'discriminator':[{'"
                "type':'value','path':'code.coding.code'},"
                "{'type':'value','path':'code.coding.system'}],'rules':'closed'}},"
                "{'id':'Observation.component:a','path':'Observation.component','sliceName':'a','min':1},"
                "{'id':'Observation.component:a.code.coding','path':'Observation.component.code.coding','"
                "slicing':{'discriminator':[{'type':'value','path':'code'},"
                "{'type':'value','path':'system'}],'rules':'open'}},"
                "{'id':'Observation.component:a.code.coding:own','path':'Observation.component.code.coding','"
                "sliceName':'own','min':1,'max':'1'},"
                "{'id':'Observation.component:a.code.coding:own.system','path':'Observation.component.code."
                "coding.system','min':1,'fixedUri':'http://x.jp/s'},"
                "{'id':'Observation.component:a.code.coding:own.code','path':'Observation.component.code."
                "coding.code','min':1,'fixedCode':'a'}")});
    };
    EXPECT_THAT(found("{'system':'http://x.jp/s','code':'a'}"), IsEmpty());
    EXPECT_THAT(found("{'system':'http://x.jp/other','code':'b'},{'system':'http://x.jp/s','code':'a'}"),
                IsEmpty());
    EXPECT_THAT(found("{'system':'http://x.jp/s','code':'b'}"),
                testing::UnorderedElementsAre("V014 Observation", "V016 Observation.component[0]"));
}

// extension definitions
std::string extension(std::string_view context, std::string_view more = "") {
    return fmt::format(
        "{{'resourceType':'StructureDefinition','id':'e','url':'http://x.jp/"
        "e','name':'E','status':'draft','kind':'complex-type',"
        "'abstract':false,'context':[{{'type':'element','expression':'{}'}}],'type':'Extension',"
        "'baseDefinition':'http://hl7.org/fhir/StructureDefinition/Extension','derivation':'constraint',"
        "'differential':{{'element':[{{'id':'Extension','path':'Extension'{}}},"
        "{{'id':'Extension.url','path':'Extension.url','fixedUri':'http://x.jp/e'}},"
        "{{'id':'Extension.value[x]','path':'Extension.value[x]','min':1,'type':[{{'code':'string'}}]}}]}}}}",
        context, more);
}

std::vector<std::string> extended(std::string_view value, const std::string& definition,
                                  std::string_view name = "extension") {
    return findings_of(
        fmt::format("{{'resourceType':'Patient','{}':[{{'url':'http://x.jp/e',{}}}]}}", name, value),
        {definition});
}

TEST(An_extension, holds_what_its_definition_says) {
    EXPECT_THAT(extended("'valueString':'x'", extension("Patient")), IsEmpty());
    EXPECT_THAT(extended("'valueInteger':1", extension("Patient")),
                testing::UnorderedElementsAre("V014 Patient.extension[0]",
                                              "V013 Patient.extension[0].value.ofType(integer)"));
}

TEST(An_extension, occurs_where_its_definition_allows) {
    EXPECT_THAT(extended("'valueString':'x'", extension("DomainResource")), IsEmpty());
    EXPECT_THAT(extended("'valueString':'x'", extension("Element")), IsEmpty());
    EXPECT_THAT(extended("'valueString':'x'", extension("Observation")),
                ElementsAre("V077 Patient.extension[0]"));
    EXPECT_THAT(findings_of("{'resourceType':'Patient','name':[{'text':'x','extension':[{'url':'http://x.jp/"
                            "e','valueString':'x'}]}]}",
                            {extension("HumanName")}),
                IsEmpty());
}

TEST(An_extension, that_changes_the_meaning_is_a_modifier) {
    EXPECT_THAT(extended("'valueString':'x'", extension("Patient", ",'isModifier':true")),
                ElementsAre("V076 Patient.extension[0]"));
    EXPECT_THAT(extended("'valueString':'x'", extension("Patient"), "modifierExtension"),
                ElementsAre("V075 Patient.modifierExtension[0]"));
}

TEST(An_extension, that_is_not_loaded_is_only_information) {
    EXPECT_THAT(
        findings_of(
            "{'resourceType':'Patient','extension':[{'url':'http://x.jp/unknown','valueString':'x'}]}"),
        IsEmpty());
    EXPECT_THAT(
        findings_of(
            "{'resourceType':'Patient','extension':[{'url':'http://x.jp/unknown','valueString':'x'}]}", {},
            {.known_extensions_only = true}),
        ElementsAre("V071 Patient.extension[0]"));
    EXPECT_THAT(findings_of("{'resourceType':'Patient','modifierExtension':[{'url':'http://x.jp/"
                            "unknown','valueString':'x'}]}"),
                ElementsAre("V073 Patient.modifierExtension[0]"));
}

TEST(Circles, of_profiles_come_to_an_end) {
    const std::string rule = "{'id':'Patient.link','path':'Patient.link'},"
                             "{'id':'Patient.link.other','path':'Patient.link.other','type':[{'code':'"
                             "Reference','targetProfile':['http://x.jp/p']}]}";
    EXPECT_THAT(
        findings_of(
            fmt::format("{{'resourceType':'Patient',{},'contained':[{{'resourceType':'Patient','id':'b',{},"
                        "'link':[{{'other':{{'reference':'#'}},'type':'seealso'}}]}}],"
                        "'link':[{{'other':{{'reference':'#b'}},'type':'seealso'}}]}}",
                        claim, claim),
            {profile("Patient", rule)}),
        testing::Not(testing::Contains("V067 Patient.link[0].other")));
}

TEST(A_profile, that_is_not_loaded_is_no_fault_and_named_with_its_package) {
    const auto of = [](std::string_view url) {
        return test::report_of(fmt::format("{{'resourceType':'Patient','meta':{{'profile':['{}']}}}}", url),
                               {});
    };
    const diag::Report unknown = of("http://partner.example.jp/fhir/StructureDefinition/patient");
    const diag::Report known = of("http://jpfhir.jp/fhir/core/StructureDefinition/JP_Patient");
    const auto said = [](const diag::Report& report) {
        const auto found = std::ranges::find(report.findings(), diag::message::validate_profile_not_loaded,
                                             &diag::Finding::message);
        return found == report.findings().end()
                   ? std::string("nothing")
                   : fmt::format("{} {}", found->args.at(1), found->severity == diag::Severity::warning);
    };
    EXPECT_EQ(said(unknown), "http://partner.example.jp/fhir true");
    EXPECT_EQ(said(known), "jp-core.r4 false");
}

} // namespace
} // namespace renkei::validate::profile_test
