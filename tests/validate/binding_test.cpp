// Codes against the value sets that profiles bind elements to.
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::validate::binding_test {
namespace {

using test::claim;
using test::findings_of;
using test::profile;

constexpr std::string_view marital = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus";

std::string set_of(std::string_view name, std::string_view codes) {
    return fmt::format("{{'resourceType':'ValueSet','url':'http://x.jp/"
                       "{}','status':'draft','compose':{{'include':[{{'system':'{}','concept':[{}]}}]}}}}",
                       name, marital, codes);
}

// Patient.maritalStatus: extensible to M, D and S, and what the extensions of the binding say.
std::vector<std::string> bound(std::string_view extensions, std::string_view status) {
    const std::string element = fmt::format(
        "{{'id':'Patient.maritalStatus','path':'Patient.maritalStatus','binding':{{'extension':[{}],"
        "'strength':'extensible','valueSet':'http://x.jp/wide'}}}}",
        extensions);
    return findings_of(fmt::format("{{'resourceType':'Patient',{},'maritalStatus':{}}}", claim, status),
                       {profile("Patient", element), set_of("wide", "{'code':'M'},{'code':'D'},{'code':'S'}"),
                        set_of("narrow", "{'code':'M'}")});
}

std::string coded(std::string_view code) {
    return fmt::format("{{'coding':[{{'system':'{}','code':'{}'}}]}}", marital, code);
}

std::string additional(std::string_view purpose, std::string_view more = "") {
    return fmt::format(
        "{{'url':'http://hl7.org/fhir/tools/StructureDefinition/additional-binding','extension':["
        "{{'url':'purpose','valueCode':'{}'}},{{'url':'valueSet','valueCanonical':'http://x.jp/"
        "narrow'}}{}]}}",
        purpose, more);
}

// R4 terminologies.html#extensible: another code is allowed where none of the value set suits.
TEST(An_extensible_binding, warns_of_no_code_that_its_own_code_system_has) {
    const auto codings = [](std::initializer_list<std::string_view> systems_and_codes) {
        std::string out;
        for (const std::string_view one : systems_and_codes) {
            const std::size_t bar = one.find('|');
            out += fmt::format("{}{{'system':'{}','code':'{}'}}", out.empty() ? "" : ",", one.substr(0, bar),
                               one.substr(bar + 1));
        }
        return fmt::format("{{'coding':[{}]}}", out);
    };
    const std::string widowed = fmt::format("{}|W", marital);
    const std::string unknown = fmt::format("{}|ZZZ", marital);
    constexpr std::string_view not_loaded = "http://x.jp/none|W";
    const std::string warned =
        "V042 Patient.maritalStatus"; // by the profile, and by R4 unless it is its code
    EXPECT_THAT(bound("", codings({widowed})), testing::IsEmpty());
    EXPECT_THAT(bound("", codings({widowed, not_loaded})), testing::IsEmpty());
    EXPECT_THAT(bound("", codings({not_loaded})), testing::ElementsAre(warned, warned));
    EXPECT_THAT(bound("", "{'coding':[{'code':'W'}]}"), testing::Contains(warned));
    EXPECT_THAT(bound("", codings({unknown})),
                testing::UnorderedElementsAre(warned, warned, "V043 Patient.maritalStatus.coding[0]"));
    EXPECT_THAT(bound("", codings({widowed, unknown})),
                testing::UnorderedElementsAre(warned, "V043 Patient.maritalStatus.coding[1]"));
}

// ElementDefinition.binding.additional of R5, as an extension in R4
TEST(An_additional_binding, is_checked_as_its_purpose_says) {
    for (const char* const purpose : {"required", "maximum", "extensible"}) {
        EXPECT_THAT(bound(additional(purpose), coded("M")), testing::IsEmpty()) << purpose;
        EXPECT_THAT(bound(additional(purpose), coded("ZZZ")), testing::Contains("V095 Patient.maritalStatus"))
            << purpose;
    }
    for (const char* const purpose : {"required", "maximum"}) {
        EXPECT_THAT(bound(additional(purpose), coded("D")),
                    testing::ElementsAre("V095 Patient.maritalStatus"))
            << purpose;
    }
    for (const char* const purpose :
         {"extensible", "preferred", "candidate", "current", "ui", "starter", "component", "minimum"}) {
        EXPECT_THAT(bound(additional(purpose), coded("D")), testing::IsEmpty()) << purpose;
    }
    EXPECT_THAT(bound(additional("required"), "{'text':'x'}"),
                testing::Contains("V040 Patient.maritalStatus"));
}

TEST(An_additional_binding, is_not_checked_where_it_depends_on_a_context_of_use) {
    const std::string usage = ",{'url':'usage','valueUsageContext':{'code':{'system':'http://"
                              "terminology.hl7.org/CodeSystem/usage-context-type','code':'venue'},"
                              "'valueCodeableConcept':{'text':'x'}}}";
    EXPECT_THAT(bound(additional("required", usage), coded("D")), testing::IsEmpty());
}

// Patient.contact.relationship may repeat.
TEST(An_additional_binding, may_be_met_by_one_of_the_values) {
    constexpr std::string_view contacts = "http://terminology.hl7.org/CodeSystem/v2-0131";
    const auto contact = [&](std::string_view code) {
        return fmt::format("{{'coding':[{{'system':'{}','code':'{}'}}]}}", contacts, code);
    };
    const std::string narrow = fmt::format("{{'resourceType':'ValueSet','url':'http://x.jp/"
                                           "narrow','status':'draft','compose':{{'include':[{{'system':'{}',"
                                           "'concept':[{{'code':'N'}}]}}]}}}}",
                                           contacts);
    const auto related = [&](std::string_view purpose, std::string_view any, std::string_view codes) {
        const std::string more =
            any.empty() ? std::string() : fmt::format(",{{'url':'any','valueBoolean':{}}}", any);
        const std::string element = fmt::format(
            "{{'id':'Patient.contact','path':'Patient.contact'}},{{'id':'Patient.contact.relationship',"
            "'path':'Patient.contact.relationship','binding':{{'extension':[{}],'strength':'extensible',"
            "'valueSet':'http://hl7.org/fhir/ValueSet/patient-contactrelationship'}}}}",
            additional(purpose, more));
        return findings_of(
            fmt::format(
                "{{'resourceType':'Patient',{},'contact':[{{'name':{{'text':'x'}},'relationship':[{}]}}]}}",
                claim, codes),
            {profile("Patient", element), narrow});
    };
    const std::string one_of_two = contact("C") + "," + contact("N");
    const std::string none_of_two = contact("C") + "," + contact("E");
    EXPECT_THAT(related("required", "true", one_of_two), testing::IsEmpty());
    EXPECT_THAT(related("required", "false", one_of_two),
                testing::ElementsAre("V095 Patient.contact[0].relationship[0]"));
    EXPECT_THAT(related("required", "", one_of_two),
                testing::ElementsAre("V095 Patient.contact[0].relationship[0]"));
    for (const char* const purpose : {"required", "maximum"}) {
        EXPECT_THAT(related(purpose, "true", none_of_two),
                    testing::ElementsAre("V096 Patient.contact[0].relationship"))
            << purpose;
    }
    EXPECT_THAT(related("extensible", "true", none_of_two), testing::IsEmpty());
    EXPECT_THAT(related("extensible", "true", contact("C") + "," + contact("ZZZ")),
                testing::Contains("V096 Patient.contact[0].relationship"));
    EXPECT_THAT(related("required", "true", "{'text':'x'}"),
                testing::ElementsAre("V096 Patient.contact[0].relationship"));
    EXPECT_THAT(related("preferred", "true", none_of_two), testing::IsEmpty());
}

// R5, ElementDefinition.binding.additional.any: one of the repeats of the element, and those of a slice are
// the values that belong to it.
TEST(An_additional_binding, of_a_slice_may_be_met_by_one_of_its_values) {
    constexpr std::string_view contacts = "http://terminology.hl7.org/CodeSystem/v2-0131";
    const std::string narrow = fmt::format(
        "{{'resourceType':'ValueSet','url':'http://x.jp/"
        "narrow','status':'draft','compose':{{'include':[{{'system':'{}',"
        "'concept':[{{'code':'N'}}]}},{{'system':'http://x.jp/c','concept':[{{'code':'N'}}]}}]}}}}",
        contacts);
    const std::string elements = fmt::format(
        "{{'id':'Patient.contact','path':'Patient.contact'}},{{'id':'Patient.contact.relationship','path':'"
        "Patient.contact.relationship',"
        "'slicing':{{'discriminator':[{{'type':'value','path':'coding.system'}}],'rules':'open'}}}},{{'id':'"
        "Patient.contact.relationship:v2',"
        "'path':'Patient.contact.relationship','sliceName':'v2','binding':{{'extension':[{}],'strength':'"
        "extensible','valueSet':'http://hl7.org/fhir/ValueSet/patient-contactrelationship'}}}},"
        "{{'id':'Patient.contact.relationship:v2.coding','path':'Patient.contact.relationship.coding'}},{{'"
        "id':'Patient.contact.relationship:v2.coding.system',"
        "'path':'Patient.contact.relationship.coding.system','min':1,'fixedUri':'{}'}}",
        additional("required", ",{'url':'any','valueBoolean':true}"), contacts);
    const auto code = [](std::string_view system, std::string_view one) {
        return fmt::format("{{'coding':[{{'system':'{}','code':'{}'}}]}}", system, one);
    };
    const auto related = [&](std::initializer_list<std::string> codes) {
        return findings_of(
            fmt::format(
                "{{'resourceType':'Patient',{},'contact':[{{'name':{{'text':'x'}},'relationship':[{}]}}]}}",
                claim, fmt::join(codes, ",")),
            {profile("Patient", elements), narrow});
    };
    // in the value set, but not of the slice; the base binding warns of it
    const std::string other = code("http://x.jp/c", "N");
    const auto warned = [](int at) { return fmt::format("V042 Patient.contact[0].relationship[{}]", at); };
    const std::string unmet = "V096 Patient.contact[0].relationship";
    EXPECT_THAT(related({other, code(contacts, "C"), code(contacts, "N")}), testing::ElementsAre(warned(0)));
    EXPECT_THAT(related({other, code(contacts, "N"), code(contacts, "C")}), testing::ElementsAre(warned(0)));
    EXPECT_THAT(related({other, code(contacts, "C"), code(contacts, "E")}),
                testing::UnorderedElementsAre(warned(0), unmet));
    EXPECT_THAT(related({code(contacts, "C"), other}), testing::UnorderedElementsAre(warned(1), unmet));
    EXPECT_THAT(related({other}), testing::ElementsAre(warned(0)));
}

TEST(An_additional_binding, may_be_met_by_one_of_the_values_behind_a_null) {
    const std::string element =
        fmt::format("{{'id':'HealthcareService.availableTime','path':'HealthcareService.availableTime'}},{{'"
                    "id':'HealthcareService.availableTime.daysOfWeek',"
                    "'path':'HealthcareService.availableTime.daysOfWeek','binding':{{'extension':[{}],'"
                    "strength':'required',"
                    "'valueSet':'http://hl7.org/fhir/ValueSet/days-of-week|4.0.1'}}}}",
                    additional("maximum", ",{'url':'any','valueBoolean':true}"));
    const std::string narrow =
        "{'resourceType':'ValueSet','url':'http://x.jp/"
        "narrow','status':'draft','compose':{'include':[{'system':'http://hl7.org/fhir/days-of-week',"
        "'concept':[{'code':'tue'}]}]}}";
    const auto open_on = [&](std::string_view days) {
        return findings_of(
            fmt::format("{{'resourceType':'HealthcareService',{},'availableTime':[{{'daysOfWeek':["
                        "null,{}],'_daysOfWeek':[{{'extension':[{{"
                        "'url':'http://hl7.org/fhir/StructureDefinition/"
                        "data-absent-reason','valueCode':'unknown'}}]}},{}]}}]}}",
                        claim, days, days.find(',') == std::string_view::npos ? "null" : "null,null"),
            {profile("HealthcareService", element), narrow});
    };
    EXPECT_THAT(open_on("'mon'"), testing::Contains("V096 HealthcareService.availableTime[0].daysOfWeek"));
    EXPECT_THAT(open_on("'mon','wed'"),
                testing::Contains("V096 HealthcareService.availableTime[0].daysOfWeek"));
    EXPECT_THAT(open_on("'mon','tue'"),
                testing::Not(testing::Contains("V096 HealthcareService.availableTime[0].daysOfWeek")));
}

// include.system and nothing else: all its codes, those below others too
TEST(A_binding_to_all_codes_of_a_system, takes_each_of_them_and_no_other) {
    const std::string system = "{'resourceType':'CodeSystem','url':'http://x.jp/"
                               "teas','status':'active','content':'complete','caseSensitive':true,"
                               "'concept':[{'code':'green','concept':[{'code':'sencha'}]},{'code':'black'}]}";
    const std::string set =
        "{'resourceType':'ValueSet','url':'http://x.jp/"
        "all-teas','status':'draft','compose':{'include':[{'system':'http://x.jp/teas'}]}}";
    const std::string element = "{'id':'Observation.code','path':'Observation.code','binding':{'strength':'"
                                "required','valueSet':'http://x.jp/all-teas'}}";
    const auto drinking = [&](std::string_view of, std::string_view code) {
        return findings_of(
            fmt::format("{{'resourceType':'Observation',{},'status':'final','code':{{'coding':[{{'"
                        "system':'{}','code':'{}'}}]}}}}",
                        claim, of, code),
            {profile("Observation", element), system, set});
    };
    for (const char* const code : {"green", "sencha", "black"}) {
        EXPECT_THAT(drinking("http://x.jp/teas", code),
                    testing::Not(testing::Contains("V042 Observation.code")))
            << code;
    }
    EXPECT_THAT(drinking("http://x.jp/teas", "oolong"), testing::Contains("V042 Observation.code"));
    EXPECT_THAT(drinking(marital, "M"), testing::Contains("V042 Observation.code"));
}

// elementdefinition-maxValueSet: from it come codes beside those of the bound value set
TEST(A_maximum_value_set, is_checked_for_codes_that_the_bound_set_lacks) {
    const std::string most = "{'url':'http://hl7.org/fhir/StructureDefinition/"
                             "elementdefinition-maxValueSet','valueCanonical':'http://x.jp/narrow'}";
    EXPECT_THAT(bound(most, coded("M")), testing::IsEmpty());
    EXPECT_THAT(bound(most, coded("D")), testing::IsEmpty());
    EXPECT_THAT(bound(most, coded("L")), testing::Contains("V042 Patient.maritalStatus"));
    EXPECT_THAT(bound(most, "{'text':'x'}"), testing::Contains("V040 Patient.maritalStatus"));
}

// R4 binds it preferred, within all languages
TEST(A_maximum_value_set, allows_text_alone_where_the_binding_is_a_suggestion) {
    EXPECT_THAT(findings_of("{'resourceType':'Patient','communication':[{'language':{'text':'日本語'}}]}"),
                testing::IsEmpty());
}

TEST(A_coding, has_a_system_without_a_version_behind_it) {
    const auto of = [](std::string_view system) {
        return findings_of(fmt::format(
            "{{'resourceType':'Basic','code':{{'coding':[{{'system':'{}','code':'M'}}]}}}}", system));
    };
    EXPECT_THAT(of(fmt::format("{}|1.0", marital)), testing::ElementsAre("V031 Basic.code.coding[0].system"));
    EXPECT_THAT(of("http://x.jp/none|1.0"), testing::ElementsAre("V031 Basic.code.coding[0].system"));
    const std::string whose_url_ends_so =
        "{'resourceType':'CodeSystem','url':'http://x.jp/"
        "s|1.0','status':'draft','content':'complete','concept':[{'code':'M'}]}";
    EXPECT_THAT(
        findings_of("{'resourceType':'Basic','code':{'coding':[{'system':'http://x.jp/s|1.0','code':'M'}]}}",
                    {whose_url_ends_so}),
        testing::IsEmpty());
}

// R4, Coding: the display is one of those that the code system defines; a Japanese one may be of a supplement
// that is not here.
TEST(A_display, in_Japanese_is_not_compared_with_English_ones_unless_it_repeats_one) {
    const auto display = [](std::string_view text) {
        return findings_of(fmt::format(
            "{{'resourceType':'Basic','code':{{'coding':[{{'system':'{}','code':'M','display':'{}'}}]}}}}",
            marital, text));
    };
    EXPECT_THAT(display("Married"), testing::IsEmpty());
    for (const char* const translated :
         {"既婚", "結婚しています", "Marriedな状態", "婚姻Married", "M 既婚"}) {
        EXPECT_THAT(display(translated), testing::IsEmpty()) << translated;
    }
    for (const char* const wrong :
         {"Married 既婚", "既婚 (Married)", "既婚（married）", "Married、既婚", "Married x", "Maried"}) {
        EXPECT_THAT(display(wrong), testing::ElementsAre("V045 Basic.code.coding[0]")) << wrong;
    }
}

TEST(A_coding, is_of_no_supplement) {
    const std::string supplement =
        fmt::format("{{'resourceType':'CodeSystem','url':'http://x.jp/"
                    "s','status':'draft','content':'supplement','supplements':'{}',"
                    "'concept':[{{'code':'M'}}]}}",
                    marital);
    EXPECT_THAT(
        findings_of("{'resourceType':'Basic','code':{'coding':[{'system':'http://x.jp/s','code':'M'}]}}",
                    {supplement}),
        testing::Contains("V094 Basic.code.coding[0].system"));
}

TEST(A_coding, of_a_country_is_of_iso_3166) {
    const auto of = [](std::string_view system, std::string_view code) {
        return findings_of(fmt::format(
            "{{'resourceType':'Basic','code':{{'coding':[{{'system':'urn:iso:std:iso:{}','code':'{}'}}]}}}}",
            system, code));
    };
    for (const char* const good : {"JP", "JPN", "392"}) {
        EXPECT_THAT(of("3166", good), testing::IsEmpty()) << good;
    }
    for (const char* const bad : {"UK", "jp", "JPX", "000", "Japan"}) {
        EXPECT_THAT(of("3166", bad), testing::ElementsAre("V043 Basic.code.coding[0]")) << bad;
    }
    EXPECT_THAT(of("3166", "XK"), testing::IsEmpty()); // a user's own
}

// The official validator says the same: it warns in a CodeableConcept and where a value set is bound. Of a
// guide whose name is known, that its package was not loaded is no slip of the document.
TEST(A_code, of_a_system_that_is_not_known_is_a_warning_where_a_code_is_asked_for) {
    using diag::Severity;
    const auto of = [](std::string_view id, std::string_view element) {
        return test::severities(id, fmt::format("{{'resourceType':'Basic',{}}}", element), {});
    };
    constexpr std::string_view unknown = "{'system':'http://partner.example.jp/s','code':'1'}";
    const std::string concept_with_it = fmt::format("'code':{{'coding':[{}]}}", unknown);
    EXPECT_THAT(of("V109", concept_with_it), testing::ElementsAre(Severity::warning));
    EXPECT_THAT(of("V109", fmt::format("'code':{{'text':'x'}},'meta':{{'security':[{}]}}", unknown)),
                testing::ElementsAre(Severity::warning))
        << "extensible";
    EXPECT_THAT(of("V109", fmt::format("'code':{{'text':'x'}},'meta':{{'tag':[{}]}}", unknown)),
                testing::ElementsAre(Severity::information))
        << "example";
    for (const char* const known : {"http://jpfhir.jp/fhir/core/CodeSystem/x", "http://loinc.org"}) {
        const std::string element =
            fmt::format("'code':{{'coding':[{{'system':'{}','code':'8480-6'}}]}}", known);
        EXPECT_THAT(of("V109", element), testing::IsEmpty()) << known;
        EXPECT_THAT(of("V044", element), testing::ElementsAre(Severity::information)) << known;
    }
}

TEST(A_preferred_binding, to_a_value_set_that_is_not_loaded_is_a_warning) {
    const std::string bound_to_none =
        profile("Patient", "{'id':'Patient.maritalStatus','path':'Patient.maritalStatus',"
                           "'binding':{'strength':'extensible','valueSet':'http://x.jp/none'}}");
    const std::string prefers_none =
        profile("Patient", "{'id':'Patient.language','path':'Patient.language',"
                           "'binding':{'strength':'preferred','valueSet':'http://x.jp/none'}}");
    const std::string patient =
        fmt::format("{{'resourceType':'Patient',{},'language':'ja','maritalStatus':{}}}", claim, coded("M"));
    EXPECT_THAT(findings_of(patient, {bound_to_none}), testing::ElementsAre("V041 Patient.maritalStatus"));
    EXPECT_THAT(findings_of(patient, {prefers_none}), testing::ElementsAre("V041 Patient.language"));
}

} // namespace
} // namespace renkei::validate::binding_test
