// Rules that data types have beyond their elements: canonicals, attachments, how references are aggregated;
// and profiles that R4 asks for by a code.
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::validate::test::type_rules_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST(A_canonical, is_absolute_or_leads_to_what_is_contained) {
    const auto claiming = [](std::string_view canonical) {
        return findings_of(fmt::format(
            "{{'resourceType':'Patient','id':'a','active':true,'meta':{{'profile':['{}']}}}}", canonical));
    };
    const std::string wrong = "VD02 Patient.meta.profile[0]";
    const std::string not_loaded = "V003 Patient.meta.profile[0]";
    EXPECT_THAT(claiming("http://a.example/StructureDefinition/p"), ElementsAre(not_loaded));
    EXPECT_THAT(claiming("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"), ElementsAre(not_loaded));
    EXPECT_THAT(claiming("StructureDefinition/p"), ElementsAre(wrong, not_loaded));
    EXPECT_THAT(claiming("p|1.0"), ElementsAre(wrong, not_loaded));
    EXPECT_THAT(claiming("#p"), Contains("V063 Patient.meta.profile[0]"));
}

std::vector<std::string> photo(std::string_view members) {
    return findings_of(fmt::format(
        "{{'resourceType':'Patient','photo':[{{'contentType':'text/plain','data':'YWJj',{}}}]}}", members));
}

TEST(An_attachment, states_the_size_and_hash_of_its_data) {
    EXPECT_THAT(photo("'size':3,'hash':'qZk+NkcGgWq6PiVxeFDCbJzQ2J0='"), IsEmpty());
    EXPECT_THAT(photo("'size':4"), ElementsAre("V062 Patient.photo[0]"));
    EXPECT_THAT(photo("'hash':'YWJj'"), ElementsAre("V089 Patient.photo[0]"));
}

TEST(Data, may_be_limited_in_size_by_an_extension_of_its_definition) {
    const std::string definition =
        profile("Patient", "{'id':'Patient.photo.data','path':'Patient.photo.data','extension':[{'url':'http:"
                           "//hl7.org/fhir/StructureDefinition/maxSize','valueDecimal':3}]}");
    const auto found = [&](std::string_view data) {
        return findings_of(
            fmt::format(
                "{{'resourceType':'Patient',{},'photo':[{{'contentType':'text/plain','data':'{}'}}]}}", claim,
                data),
            {definition});
    };
    EXPECT_THAT(found("YWJj"), IsEmpty());
    EXPECT_THAT(found("YWJjZA=="), ElementsAre("V069 Patient.photo[0].data"));
}

// Observation.subject is a Reference(Patient) of this aggregation.
std::vector<std::string> aggregated(std::string_view aggregation, std::string_view reference,
                                    std::string_view contained = "") {
    const std::string definition = profile(
        "Observation",
        fmt::format(
            "{{'id':'Observation.subject','path':'Observation.subject','type':[{{'code':'Reference',"
            "'targetProfile':['http://hl7.org/fhir/StructureDefinition/Patient'],'aggregation':[{}]}}]}}",
            aggregation));
    const std::string observation = fmt::format("{{'resourceType':'Observation','id':'o',{},'status':'final',"
                                                "'code':{{'text':'a'}}{},'subject':{{'reference':'{}'}}}}",
                                                claim, contained, reference);
    return findings_of(
        fmt::format("{{'resourceType':'Bundle','type':'collection','entry':[{{'fullUrl':'http://a.example/"
                    "Patient/p','resource':{{'resourceType':'Patient','id':'p','active':true}}}},"
                    "{{'fullUrl':'http://a.example/Observation/o','resource':{}}}]}}",
                    observation),
        {definition});
}

TEST(A_reference, is_aggregated_as_the_profile_says) {
    constexpr std::string_view inner = ",'contained':[{'resourceType':'Patient','id':'c','active':true}]";
    EXPECT_THAT(aggregated("'contained'", "#c", inner), IsEmpty());
    EXPECT_THAT(aggregated("'contained'", "Patient/p"), ElementsAre("V068 Bundle.entry[1].resource.subject"));
    EXPECT_THAT(aggregated("'bundled'", "Patient/p"), IsEmpty());
    EXPECT_THAT(aggregated("'bundled'", "http://b.example/Patient/p"),
                ElementsAre("V068 Bundle.entry[1].resource.subject"));
    EXPECT_THAT(aggregated("'referenced'", "Patient/p"), IsEmpty());
    EXPECT_THAT(aggregated("'referenced'", "http://b.example/Patient/p"), IsEmpty());
    EXPECT_THAT(aggregated("'referenced'", "#c", inner),
                ElementsAre("V068 Bundle.entry[1].resource.subject"));
    EXPECT_THAT(aggregated("'contained','bundled'", "Patient/p"), IsEmpty());
}

// R4 references.html#Reference: type is that of the target, relative to FHIR's own definitions
TEST(The_type_of_a_reference, is_allowed_there_and_is_the_type_of_the_target) {
    const auto about = [](std::string_view reference) {
        return findings_of(fmt::format(
            "{{'resourceType':'Bundle','type':'collection','entry':[{{'fullUrl':'urn:uuid:0c3151bd-1cbf-4d64-"
            "b04d-cd9187a4c6e0','resource':{{'resourceType':'Patient','active':true}}}},"
            "{{'fullUrl':'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1','resource':{{'resourceType':'"
            "Observation','status':'final','code':{{'text':'a'}},"
            "'subject':{{{}}}}}}}]}}",
            reference));
    };
    const std::string subject = "Bundle.entry[1].resource.subject";
    const std::string_view there = "'reference':'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0','type':";
    const std::string_view elsewhere = "'reference':'http://b.example/1','type':";
    EXPECT_THAT(about(fmt::format("{}'Patient'", there)), IsEmpty());
    EXPECT_THAT(about(fmt::format("{}'Patient'", elsewhere)), IsEmpty());
    EXPECT_THAT(about(fmt::format("{}'http://hl7.org/fhir/StructureDefinition/Patient'", elsewhere)),
                Not(Contains("V066 " + subject)));
    EXPECT_THAT(about(fmt::format("{}'Group'", there)), ElementsAre("V064 " + subject + ".type"));
    EXPECT_THAT(about(fmt::format("{}'Slot'", elsewhere)), ElementsAre("V066 " + subject));
    EXPECT_THAT(about(fmt::format("{}'http://hl7.org/fhir/StructureDefinition/Slot'", elsewhere)),
                Contains("V066 " + subject));
    EXPECT_THAT(about(fmt::format("{}'Thing'", elsewhere)), Contains("V066 " + subject + ".type"));
}

TEST(A_canonical, that_leads_to_what_is_contained_leads_to_the_right_type) {
    const auto contained = [](std::string_view resource) {
        return findings_of(fmt::format(
            "{{'resourceType':'Measure','status':'draft','contained':[{}],'library':['#a']}}", resource));
    };
    EXPECT_THAT(contained("{'resourceType':'Library','id':'a','status':'draft','type':{'text':'x'}}"),
                Not(Contains(StartsWith("VD03"))));
    EXPECT_THAT(contained("{'resourceType':'PlanDefinition','id':'a','status':'draft'}"),
                Contains("VD03 Measure.library[0]"));
}

TEST(Meta, holds_sets) {
    const auto meta = [](std::string_view members) {
        return findings_of(fmt::format("{{'resourceType':'Patient','active':true,'meta':{{{}}}}}", members));
    };
    const std::string_view tag = "{'system':'http://x.jp/s','code':'a'}";
    EXPECT_THAT(meta(fmt::format("'tag':[{},{{'system':'http://x.jp/s','code':'b'}},"
                                 "{{'system':'http://x.jp/t','code':'a'}}]",
                                 tag)),
                IsEmpty());
    EXPECT_THAT(meta(fmt::format("'tag':[{0},{0}]", tag)), ElementsAre("V106 Patient.meta.tag[1]"));
    const std::string_view very_sensitive =
        "{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'V'}";
    EXPECT_THAT(meta(fmt::format("'security':[{0}],'tag':[{0}]", very_sensitive)), IsEmpty());
    EXPECT_THAT(meta(fmt::format("'security':[{0},{0}]", very_sensitive)),
                ElementsAre("V106 Patient.meta.security[1]"));
    EXPECT_THAT(meta("'profile':['http://hl7.org/fhir/StructureDefinition/Patient',"
                     "'http://hl7.org/fhir/StructureDefinition/Patient']"),
                ElementsAre("V106 Patient.meta.profile[1]"));
}

TEST(A_currency, is_one_of_ISO_4217) {
    const auto money = [](std::string_view currency) {
        return findings_of(fmt::format("{{'resourceType':'Invoice','status':'draft','totalNet':{{'value':1,"
                                       "'currency':'{}'}}}}",
                                       currency));
    };
    EXPECT_THAT(money("JPY"), IsEmpty());
    EXPECT_THAT(money("SLE"), IsEmpty()); // newer than R4
    EXPECT_THAT(money("YEN"), ElementsAre("V042 Invoice.totalNet.currency"));
    EXPECT_THAT(findings_of("{'resourceType':'Basic','code':{'coding':[{'system':'urn:iso:std:iso:4217',"
                            "'code':'YEN'}]}}"),
                ElementsAre("V043 Basic.code.coding[0]"));
}

// R4 observation-vitalsigns.html: a heart rate conforms to the heart rate profile, also if it does not claim
// it.
TEST(A_vital_sign, conforms_to_its_profile_by_its_code) {
    const auto heart_rate = [](std::string_view code, std::string_view more) {
        return findings_of(
            fmt::format("{{'resourceType':'Observation','status':'final','code':{{'coding':[{{'"
                        "system':'http://loinc.org','code':'{}'}}]}},"
                        "'category':[{{'coding':[{{'system':'http://terminology.hl7.org/CodeSystem/"
                        "observation-category','code':'vital-signs'}}]}}],"
                        "'effectiveDateTime':'2026-01-01','valueQuantity':{{'value':60,'unit':'/"
                        "min','system':'http://unitsofmeasure.org','code':'/min'}}{}}}",
                        code, more));
    };
    EXPECT_THAT(heart_rate("8867-4", ",'subject':{'reference':'Patient/1'}"), IsEmpty());
    EXPECT_THAT(heart_rate("8867-4", ""), ElementsAre("V014 Observation"));
    EXPECT_THAT(heart_rate("8867-4", ",'subject':{'reference':'Patient/1'},'meta':{'profile':['http://"
                                     "hl7.org/fhir/StructureDefinition/heartrate']}"),
                IsEmpty());
    EXPECT_THAT(
        heart_rate("8867-4",
                   ",'subject':{'reference':'Patient/"
                   "1'},'component':[{'code':{'text':'flow'},'valueQuantity':{'value':2,'unit':'L/min',"
                   "'system':'http://unitsofmeasure.org','code':'L/min'}}]"),
        // beside the vital sign anything may be measured, and its code is only recommended
        IsEmpty());
    EXPECT_THAT(heart_rate("2345-7", ""), IsEmpty()); // glucose
}

} // namespace
} // namespace renkei::validate::test::type_rules_test
