// A profile that is asked for is applied, or a finding says that it is not.
#include "gateway/fhir/validate/walk/not_judged.h"
#include "generated/messages/validate.h"

#include "tests/validate/findings_of.h"
#include "tests/validate/questionnaire_kit.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::validate::applied_profile_test {
namespace {

using test::claim;
using test::count_of;
using test::findings_of;
using test::profile;
using testing::ElementsAre;
using testing::IsEmpty;

std::string patient(std::string_view members) {
    return fmt::format("{{'resourceType':'Patient',{}{}{}}}", claim, members.empty() ? "" : ",", members);
}

// A definition on Patient that asks for a birth date, with these members beside.
std::string definition(std::string_view more, std::string_view elements = "") {
    return fmt::format("{{'resourceType':'StructureDefinition','id':'p','url':'http://x.jp/p','name':'P',"
                       "'status':'draft','kind':'resource','abstract':false,'type':'Patient'{}{},"
                       "'differential':{{'element':[{}]}}}}",
                       more.empty() ? "" : ",", more,
                       elements.empty() ? "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}"
                                        : elements);
}

constexpr std::string_view base = "'baseDefinition':'http://hl7.org/fhir/StructureDefinition/Patient'";

ValidationOptions asking() { return {.profiles = {"http://x.jp/p"}}; }

TEST(A_profile, that_is_no_constraint_is_refused) {
    const std::string specialization = fmt::format("{},'derivation':'specialization'", base);
    for (const std::string& more : {specialization, std::string(base)}) {
        EXPECT_THAT(findings_of(patient(""), {definition(more)}), ElementsAre("V004 Patient.meta.profile[0]"))
            << more;
        EXPECT_THAT(findings_of("{'resourceType':'Patient','active':true}", {definition(more)}, asking()),
                    ElementsAre("V004 Patient"))
            << more;
    }
}

TEST(A_logical_model, of_a_type_of_R4_is_refused) {
    std::string model = definition(fmt::format("{},'derivation':'specialization'", base));
    model.replace(model.find("'resource'"), 10, "'logical'");
    EXPECT_THAT(findings_of(patient(""), {model}), ElementsAre("V004 Patient.meta.profile[0]"));
}

TEST(A_profile, without_base_is_refused) {
    EXPECT_THAT(findings_of(patient(""), {definition("'derivation':'constraint'")}),
                ElementsAre("V004 Patient.meta.profile[0]"));
}

TEST(A_profile, that_is_wrong_in_places_is_applied_in_part_and_says_so) {
    const std::string elements = "{'id':'Patient.nmae','path':'Patient.nmae','min':1},"
                                 "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}";
    EXPECT_THAT(findings_of(patient(""), {profile("Patient", elements)}),
                testing::UnorderedElementsAre("V009 Patient", "V014 Patient"));
    EXPECT_THAT(findings_of(patient("'birthDate':'2020'"), {profile("Patient", elements)}),
                ElementsAre("V009 Patient"));
    const auto severity = [&](const ValidationOptions& options) {
        const diag::Report found =
            test::report_of(patient("'birthDate':'2020'"), options, {profile("Patient", elements)});
        return found.findings()[0].severity;
    };
    EXPECT_EQ(severity({.best_practice = BestPractice::ignore}), diag::Severity::warning);
    EXPECT_EQ(severity(asking()), diag::Severity::error);
}

// The base's rule is kept, so nothing is left out.
TEST(A_profile, that_is_wider_than_its_base_is_applied) {
    EXPECT_THAT(
        findings_of(patient(""), {profile("Patient", "{'id':'Patient.birthDate','path':'Patient.birthDate',"
                                                     "'min':1,'max':'*'}")}),
        ElementsAre("V014 Patient"));
}

// What a base leaves out is left out of what is built on it.
TEST(A_profile, inherits_the_mistakes_of_its_base) {
    const std::string on_it =
        "{'resourceType':'StructureDefinition','id':'q','url':'http://x.jp/q','name':'Q',"
        "'status':'draft','kind':'resource','abstract':false,'type':'Patient',"
        "'baseDefinition':'http://x.jp/p','derivation':'constraint','differential':{"
        "'element':[{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}]}}";
    EXPECT_THAT(
        findings_of("{'resourceType':'Patient','meta':{'profile':['http://x.jp/q']},'birthDate':'2020'}",
                    {profile("Patient", "{'id':'Patient.nmae','path':'Patient.nmae','min':1}"), on_it}),
        ElementsAre("V009 Patient"));
}

// A profile with this snapshot and, if it is not empty, this differential.
std::string published(std::string_view snapshot, std::string_view differential = "") {
    return fmt::format(
        "{{'resourceType':'StructureDefinition','id':'p','url':'http://x.jp/p','name':'P',"
        "'status':'draft','kind':'resource','abstract':false,'type':'Patient',{},"
        "'derivation':'constraint','snapshot':{{'element':[{}]}}{}}}",
        base, snapshot,
        differential.empty() ? "" : fmt::format(",'differential':{{'element':[{}]}}", differential));
}

constexpr std::string_view patient_root = "{'id':'Patient','path':'Patient','min':0,'max':'*'}";

// A published snapshot is used as it is.
TEST(A_snapshot, that_names_an_unknown_element_says_so) {
    const auto with = [](std::string_view name) {
        return published(fmt::format("{},{{'id':'Patient.{}','path':'Patient.{}','min':0,'max':'0'}}",
                                     patient_root, name, name));
    };
    EXPECT_THAT(findings_of(patient(""), {with("nmae")}), ElementsAre("V009 Patient"));
    EXPECT_THAT(findings_of(patient(""), {with("name")}), IsEmpty());
    EXPECT_THAT(findings_of(patient(""), {with("deceasedBoolean")}), IsEmpty());
}

TEST(A_snapshot, that_says_less_than_the_differential_says_so) {
    const std::string root(patient_root);
    const std::string demand = "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1}";
    const auto birth_date = [&](std::string_view members) {
        return fmt::format("{},{{'id':'Patient.birthDate','path':'Patient.birthDate',{}}}", root, members);
    };
    const std::string held = birth_date("'min':1,'max':'1'");
    EXPECT_THAT(findings_of(patient(""), {published(root, demand)}), ElementsAre("V009 Patient"));
    EXPECT_THAT(findings_of(patient(""), {published(birth_date("'min':0,'max':'1'"), demand)}),
                ElementsAre("V009 Patient"));
    EXPECT_THAT(findings_of(patient(""), {published(held, demand)}), ElementsAre("V014 Patient"));
    const std::string fixed = "{'path':'Patient.birthDate','fixedDate':'2020'}"; // known by its id or path
    EXPECT_THAT(findings_of(patient("'birthDate':'2020'"),
                            {published(root + ",{'path':'Patient.birthDate','min':1,'max':'1'}", fixed)}),
                ElementsAre("V009 Patient"));
    // both spellings of a choice are the same element
    const std::string choice = "{'id':'Patient.deceasedBoolean','path':'Patient.deceasedBoolean','max':'0'}";
    const std::string slice = ",{'id':'Patient.deceased[x]','path':'Patient.deceased[x]','min':0,'max':'1'},"
                              "{'id':'Patient.deceased[x]:deceasedBoolean','path':'Patient.deceased[x]',"
                              "'sliceName':'deceasedBoolean','min':0,'max':'0'}";
    EXPECT_THAT(findings_of(patient(""), {published(root + slice, choice)}), IsEmpty());
    const std::string one_type = ",{'id':'Patient.deceased[x]','path':'Patient.deceased[x]','min':0,"
                                 "'max':'0','type':[{'code':'boolean'}]}";
    EXPECT_THAT(findings_of(patient(""), {published(root + one_type, choice)}), IsEmpty());
}

TEST(A_snapshot, of_another_type_says_so) {
    for (const char* const root :
         {"{'id':'Observation','path':'Observation','min':0,'max':'*'}", "{'id':'Patient','min':0,'max':'*'}",
          "{'id':'Patients','path':'Patients','min':0,'max':'*'}"}) {
        EXPECT_THAT(findings_of(patient(""), {published(root)}), ElementsAre("V009 Patient")) << root;
    }
    EXPECT_THAT(findings_of(patient(""), {published(patient_root)}), IsEmpty());
}

TEST(An_invariant, without_expression_says_so) {
    const auto with = [](std::string_view severity, std::string_view expression) {
        return profile("Patient", fmt::format("{{'id':'Patient','path':'Patient','constraint':[{{'key':'k-1',"
                                              "'severity':'{}','human':'as the ward says'{}}}]}}",
                                              severity, expression));
    };
    EXPECT_THAT(findings_of(patient(""), {with("error", "")}), ElementsAre("V051 Patient"));
    EXPECT_THAT(findings_of(patient(""), {with("warning", "")}), IsEmpty());
    EXPECT_THAT(findings_of(patient(""), {with("error", ",'expression':'true'")}), IsEmpty());
}

TEST(A_binding, of_unknown_strength_says_so) {
    const auto with = [](std::string_view element, std::string_view strength) {
        return profile("Patient", fmt::format("{{'id':'Patient.{0}','path':'Patient.{0}','binding':{{"
                                              "'strength':'{1}','valueSet':'http://hl7.org/fhir/ValueSet/"
                                              "administrative-gender'}}}}",
                                              element, strength));
    };
    EXPECT_THAT(findings_of(patient(""), {with("maritalStatus", "Required")}), ElementsAre("V009 Patient"));
    EXPECT_THAT(findings_of(patient(""), {with("gender", "Required")}), ElementsAre("V009 Patient"));
    EXPECT_THAT(findings_of(patient(""), {with("maritalStatus", "required")}), IsEmpty());
}

TEST(A_slicing, with_a_code_that_R4_does_not_have_says_so) {
    const auto with = [](std::string_view type, std::string_view rules) {
        return profile(
            "Patient",
            fmt::format("{{'id':'Patient.name','path':'Patient.name','slicing':{{'discriminator':[{{'type':"
                        "'{}','path':'use'}}],'rules':'{}'}}}},{{'id':'Patient.name:a','path':'Patient.name',"
                        "'sliceName':'a','max':'1'}},{{'id':'Patient.name:a.use','path':'Patient.name.use',"
                        "'min':1,'fixedCode':'usual'}}",
                        type, rules));
    };
    EXPECT_THAT(findings_of(patient(""), {with("value", "open")}), IsEmpty());
    EXPECT_THAT(findings_of(patient(""), {with("position", "open")}), ElementsAre("V009 Patient"));
    EXPECT_THAT(findings_of(patient(""), {with("Value", "open")}), ElementsAre("V009 Patient"));
    EXPECT_THAT(findings_of(patient(""), {with("value", "Closed")}), ElementsAre("V009 Patient"));
    // no slice is known by it
    EXPECT_THAT(findings_of(patient("'name':[{'use':'usual'},{'use':'usual'}]"), {with("Value", "open")}),
                ElementsAre("V009 Patient"));
}

TEST(A_slicing, by_a_path_that_cannot_be_followed_says_so) {
    const auto with = [](std::string_view path) {
        return profile(
            "Patient",
            fmt::format("{{'id':'Patient.name','path':'Patient.name','slicing':{{'discriminator':[{{'type':"
                        "'value','path':'{}'}}],'rules':'open'}}}},{{'id':'Patient.name:a','path':"
                        "'Patient.name','sliceName':'a','max':'0'}},{{'id':'Patient.name:a.use','path':"
                        "'Patient.name.use','min':1,'fixedCode':'usual'}}",
                        path));
    };
    EXPECT_THAT(findings_of(patient(""), {with("use")}), IsEmpty());
    EXPECT_THAT(findings_of(patient(""), {with("use.lower()")}), ElementsAre("V009 Patient"));
}

// R4's own: resources of every kind would say so.
TEST(A_definition_of_R4, is_applied_as_a_whole) {
    for (const char* const name : {"bp", "vitalsigns", "lipidprofile", "hlaresult", "SimpleQuantity"}) {
        const std::string claimed = fmt::format("{{'resourceType':'Observation','meta':{{'profile':['http://"
                                                "hl7.org/fhir/StructureDefinition/{}']}}}}",
                                                name);
        EXPECT_EQ(count_of("V009", claimed, {}), 0U) << name;
    }
}

std::string referring(std::string_view claimed_by_target) {
    return fmt::format(
        "{{'resourceType':'Patient',{},'contained':[{{'resourceType':'Organization','id':'o','name':'x'{}}}],"
        "'managingOrganization':{{'reference':'#o'}}}}",
        claim, claimed_by_target);
}

TEST(A_target_profile, that_is_not_loaded_is_reported) {
    const std::string rule =
        profile("Patient",
                "{'id':'Patient.managingOrganization','path':'Patient.managingOrganization','type':[{'code':"
                "'Reference','targetProfile':['http://x.jp/none']}]}");
    EXPECT_EQ(count_of("V003", referring(""), {rule}), 1U);
}

// In a target's own definition it is reported, too: the target was judged in passing.
TEST(A_profile, that_is_not_loaded_is_reported_where_a_target_is_judged) {
    const std::string rule =
        profile("Patient",
                "{'id':'Patient.managingOrganization','path':'Patient.managingOrganization','type':[{'code':"
                "'Reference','targetProfile':['http://x.jp/o']}]}");
    const std::string target =
        "{'resourceType':'StructureDefinition','id':'o','url':'http://x.jp/o','name':'O',"
        "'status':'draft','kind':'resource','abstract':false,'type':'Organization',"
        "'baseDefinition':'http://hl7.org/fhir/StructureDefinition/Organization',"
        "'derivation':'constraint','differential':{'element':[{'id':'Organization.name',"
        "'path':'Organization.name','type':[{'code':'string','profile':['http://x.jp/none']}]"
        "}]}}";
    EXPECT_EQ(count_of("V003", referring(""), {rule, target}), 1U);
}

TEST(A_slice, by_a_profile_that_is_not_loaded_is_reported) {
    const std::string slicing =
        "{'id':'Patient.generalPractitioner','path':'Patient.generalPractitioner','slicing':{'discriminator':"
        "[{"
        "'type':'profile','path':'resolve()'}],'rules':'open'}},{'id':'Patient.generalPractitioner:a','path':"
        "'Patient.generalPractitioner','sliceName':'a','type':[{'code':'Reference','targetProfile':["
        "'http://x.jp/none']}]}";
    const std::string resource = fmt::format(
        "{{'resourceType':'Patient',{},'contained':[{{'resourceType':'Organization','id':'o','name':'x'}}],"
        "'generalPractitioner':[{{'reference':'#o'}}]}}",
        claim);
    EXPECT_EQ(count_of("V003", resource, {profile("Patient", slicing)}), 1U);
}

TEST(An_answer, by_a_profile_that_is_not_loaded_is_reported) {
    const std::string item = "{'linkId':'a','text':'A','type':'reference','extension':[{'url':'http://"
                             "hl7.org/fhir/StructureDefinition/"
                             "questionnaire-referenceProfile','valueCanonical':'http://x.jp/none'}]}";
    const std::string answered =
        response("{'linkId':'a','text':'A','answer':[{'valueReference':{'reference':'#o'}}]}",
                 "'contained':[{'resourceType':'Organization','id':'o','name':'x'}],");
    EXPECT_EQ(count_of("V003", answered, {questionnaire(item)}), 1U);
}

// elementdefinition-profile-element: a backbone element is to conform to an element of another profile.
TEST(An_element, may_have_to_conform_to_an_element_of_a_profile) {
    const std::string of_part = "{'resourceType':'StructureDefinition','id':'q','url':'http://x.jp/"
                                "q','name':'Q','status':'draft','kind':"
                                "'resource','abstract':false,'type':'Patient','baseDefinition':"
                                "'http://hl7.org/fhir/StructureDefinition/"
                                "Patient','derivation':'constraint','differential':{'element':["
                                "{'id':'Patient.birthDate','path':'Patient.birthDate','min':1},"
                                "{'id':'Patient.contact.gender','path':'Patient.contact.gender','min':1}]}}";
    const auto rule = [](std::string_view element) {
        return profile(
            "Patient",
            fmt::format("{{'id':'Patient.contact','path':'Patient.contact','type':[{{'code':"
                        "'BackboneElement','profile':['http://x.jp/q'],'_profile':[{{'extension':[{{'url':"
                        "'http://hl7.org/fhir/StructureDefinition/elementdefinition-profile-element',"
                        "'valueString':'{}'}}]}}]}}]}}",
                        element));
    };
    const std::string without = patient("'contact':[{'name':{'text':'x'}}]");
    EXPECT_THAT(findings_of(without, {rule("Patient.contact"), of_part}),
                ElementsAre("V014 Patient.contact[0]"));
    EXPECT_THAT(findings_of(patient("'contact':[{'name':{'text':'x'},'gender':'male'}]"),
                            {rule("Patient.contact"), of_part}),
                IsEmpty());
    EXPECT_THAT(findings_of(without, {rule("Patient.contcat"), of_part}),
                ElementsAre("V004 Patient.contact[0]"));
}

TEST(A_fixed_primitive, has_no_id_and_no_extension_of_its_own) {
    const std::string rule =
        profile("Patient", "{'id':'Patient.birthDate','path':'Patient.birthDate','fixedDate':'2020'}");
    const std::string extension = "'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/"
                                  "data-absent-reason','valueCode':'unknown'}]";
    EXPECT_THAT(findings_of(patient("'birthDate':'2020'"), {rule}), IsEmpty());
    EXPECT_THAT(findings_of(patient("'birthDate':'2020','_birthDate':{'id':'a'}"), {rule}),
                ElementsAre("V033 Patient.birthDate"));
    EXPECT_THAT(
        findings_of(patient(fmt::format("'birthDate':'2020','_birthDate':{{{}}}", extension)), {rule}),
        ElementsAre("V033 Patient.birthDate"));
    EXPECT_THAT(findings_of(patient(fmt::format("'_birthDate':{{{}}}", extension)), {rule}),
                ElementsAre("V033 Patient.birthDate"));
}

// R4 fhirpath.html: a primitive with only extensions exists, but has no value to compare.
TEST(A_primitive_without_value, counts_as_absent_in_an_invariant_that_needs_the_value) {
    const std::string extended = "{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/"
                                 "data-absent-reason','valueCode':'unknown'}]}";
    EXPECT_THAT(findings_of(fmt::format(
                    "{{'resourceType':'Patient','generalPractitioner':[{{'_reference':{}}}]}}", extended)),
                IsEmpty()); // ref-1
    EXPECT_THAT(
        findings_of(fmt::format("{{'resourceType':'Bundle','type':'collection','entry':[{{'_fullUrl':{},"
                                "'resource':{{'resourceType':'Patient','active':true}}}}]}}",
                                extended)),
        testing::Not(testing::Contains(testing::HasSubstr("V050")))); // bdl-8
    // tim-5
    EXPECT_THAT(
        findings_of(fmt::format("{{'resourceType':'ServiceRequest','status':'active','intent':'order',"
                                "'subject':{{'display':'x'}},'occurrenceTiming':{{'repeat':{{'frequency':1,"
                                "'_period':{},'periodUnit':'d'}}}}}}",
                                extended)),
        IsEmpty());
    // att-1 asks whether there is data, and there is an element
    EXPECT_THAT(findings_of(fmt::format("{{'resourceType':'Patient','photo':[{{'_data':{}}}]}}", extended)),
                ElementsAre("V050 Patient.photo[0]"));
}

// Every message that says that something was not judged is counted.
TEST(What_was_not_judged, is_every_message_that_says_so) {
    for (const diag::MessageRow& row : diag::messages()) {
        const bool is_of_validator = row.id.starts_with('V') && row.severity != diag::Severity::error;
        const bool says_so = row.english.find("not checked") != std::string_view::npos ||
                             row.english.find("not judged") != std::string_view::npos ||
                             row.english.find("not compared") != std::string_view::npos ||
                             row.english.find("could not be") != std::string_view::npos;
        if (is_of_validator && says_so) {
            EXPECT_TRUE(not_judged(row.message)) << row.id;
        }
    }
    for (const NotJudgedRow& row : not_judged_rows()) {
        EXPECT_NE(diag::row(row.message).severity, diag::Severity::error) << diag::row(row.message).id;
    }
}

TEST(What_was_not_judged, is_summed_up_by_kind) {
    const diag::Report summary = summary_of({2, 0, 3, 0, 0, 1});
    std::vector<std::string> said;
    for (const diag::Finding& one : summary.findings()) {
        said.push_back(fmt::format("{} {}", diag::row(one.message).id, one.args[0]));
    }
    EXPECT_THAT(said, ElementsAre("not-judged-profiles 2", "not-judged-codes 3", "not-judged-references 1"));
}

} // namespace
} // namespace renkei::validate::applied_profile_test
