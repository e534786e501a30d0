// Names, shapes, formats, how often: what R4's own definitions say.
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::validate::structure_test {
namespace {

using test::findings_of;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> patient(std::string_view members) {
    return findings_of(fmt::format("{{'resourceType':'Patient',{}}}", members));
}

TEST(A_resource, that_is_valid_has_no_findings) {
    EXPECT_THAT(
        patient("'id':'a','active':true,'name':[{'family':'連携','given':['花子']}],'birthDate':'1950-04'"),
        IsEmpty());
}

TEST(A_resource, must_have_a_known_resource_type) {
    EXPECT_THAT(findings_of("{'id':'a'}"), ElementsAre("V001 "));
    EXPECT_THAT(findings_of("{'resourceType':'Patiant'}"), ElementsAre("V002 Patiant"));
    EXPECT_THAT(findings_of("{'resourceType':'DomainResource','id':'a'}"),
                ElementsAre("V002 DomainResource"));
}

TEST(An_element, must_be_one_of_its_type) {
    EXPECT_THAT(patient("'nickname':'はな'"), ElementsAre("V012 Patient.nickname"));
    EXPECT_THAT(patient("'name':[{'familyName':'連携'}]"), ElementsAre("V012 Patient.name[0].familyName"));
    EXPECT_THAT(patient("'_name':[{'id':'x'}],'id':'a'"), ElementsAre("V020 Patient.name[0]"));
}

TEST(An_element, occurs_as_often_as_its_definition_allows) {
    EXPECT_THAT(findings_of("{'resourceType':'Observation','code':{'text':'体温'}}"),
                ElementsAre("V014 Observation"));
    EXPECT_THAT(patient("'contact':[{'name':{'text':'介護 太郎'}}],'link':[{'type':'seealso'}]"),
                ElementsAre("V014 Patient.link[0]"));
}

TEST(An_element, is_an_array_exactly_if_it_may_repeat) {
    EXPECT_THAT(patient("'name':{'text':'連携 花子'}"), ElementsAre("V025 Patient.name"));
    EXPECT_THAT(patient("'gender':['female']"), ElementsAre("V026 Patient.gender"));
    EXPECT_THAT(patient("'name':[],'id':'a'"), ElementsAre("V027 Patient.name"));
}

TEST(A_value, must_not_be_empty) {
    EXPECT_THAT(patient("'name':[{}]"), ElementsAre("V022 Patient.name[0]"));
    EXPECT_THAT(patient("'name':[{'text':''}]"), ElementsAre("V030 Patient.name[0].text"));
    EXPECT_THAT(patient("'name':[{'given':['花子',null]}]"), ElementsAre("V023 Patient.name[0].given[1]"));
    EXPECT_THAT(patient("'birthDate':null"), ElementsAre("V023 Patient.birthDate"));
}

TEST(A_value, has_the_kind_of_its_type) {
    EXPECT_THAT(patient("'active':'true'"), ElementsAre("V029 Patient.active"));
    EXPECT_THAT(patient("'birthDate':{'year':1950}"), ElementsAre("V024 Patient.birthDate"));
    EXPECT_THAT(patient("'name':['連携 花子']"), ElementsAre("V021 Patient.name[0]"));
}

TEST(A_choice, has_one_type) {
    EXPECT_THAT(patient("'deceasedBoolean':true,'deceasedDateTime':'2026-01-01'"),
                ElementsAre("V010 Patient.deceased.ofType(dateTime)"));
    EXPECT_THAT(patient("'deceasedString':'はい'"), ElementsAre("V012 Patient.deceasedString"));
}

TEST(A_sibling, carries_extensions_of_a_primitive) {
    const std::string unknown = "{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/"
                                "data-absent-reason','valueCode':'unknown'}]}";
    EXPECT_THAT(patient(fmt::format("'_birthDate':{}", unknown)), IsEmpty());
    EXPECT_THAT(patient(fmt::format("'name':[{{'given':[null,'花子'],'_given':[{},null]}}]", unknown)),
                IsEmpty());
    EXPECT_THAT(patient(fmt::format("'name':[{{'given':['花子'],'_given':[null,{}]}}]", unknown)),
                ElementsAre("V028 Patient.name[0].given"));
}

struct Format {
    const char* member;
    bool is_right;
};

class A_format : public testing::TestWithParam<Format> {};

TEST_P(A_format, is_that_of_its_type) {
    const auto said = findings_of(fmt::format(
        "{{'resourceType':'Basic','code':{{'text':'x'}},'extension':[{{'url':'http://x.jp/e',{}}}]}}",
        GetParam().member));
    EXPECT_EQ(said.empty(), GetParam().is_right) << GetParam().member << ": " << testing::PrintToString(said);
}

INSTANTIATE_TEST_SUITE_P(
    Of_every_primitive, A_format,
    testing::Values(Format{"'valueDate':'2026'", true}, Format{"'valueDate':'2026-02-29'", false},
                    Format{"'valueDate':'2024-02-29'", true}, Format{"'valueDate':'2026-1-1'", false},
                    Format{"'valueDateTime':'2026-01-01T10:00:00+09:00'", true},
                    Format{"'valueDateTime':'2026-01-01T10:00:00'", false},
                    Format{"'valueInstant':'2026-01-01'", false},
                    Format{"'valueInstant':'2026-01-01T10:00:00.123Z'", true},
                    Format{"'valueTime':'10:00:00'", true}, Format{"'valueTime':'10:00'", false},
                    Format{"'valueInteger':2147483647", true}, Format{"'valueInteger':2147483648", false},
                    Format{"'valueInteger':1.0", false}, Format{"'valuePositiveInt':0", false},
                    Format{"'valueUnsignedInt':-1", false}, Format{"'valueDecimal':1.10e3", true},
                    Format{"'valueDecimal':'1.1'", false}, Format{"'valueBoolean':true", true},
                    Format{"'valueBoolean':'true'", false}, Format{"'valueCode':'a b'", true},
                    Format{"'valueCode':'a  b'", false}, Format{"'valueCode':' a'", false},
                    Format{"'valueId':'a-1.b'", true}, Format{"'valueId':'a_1'", false},
                    Format{"'valueOid':'urn:oid:1.2.392.100495'", true},
                    Format{"'valueOid':'urn:oid:1.02'", false},
                    Format{"'valueUuid':'urn:uuid:c757873d-ec9a-4326-a141-556f43239520'", true},
                    Format{"'valueUuid':'urn:uuid:C757873D-EC9A-4326-A141-556F43239520'", false},
                    Format{"'valueUri':'http://x.jp/ a'", false}, Format{"'valueBase64Binary':'YWJj'", true},
                    Format{"'valueBase64Binary':'YWJ'", false}, Format{"'valueString':'改行\\n可'", true},
                    Format{"'valueString':'  '", false}));

TEST(Codes, belong_to_the_value_set_of_a_required_binding) {
    EXPECT_THAT(patient("'gender':'femal'"), ElementsAre("V042 Patient.gender"));
    EXPECT_THAT(patient("'maritalStatus':{'text':'既婚'}"), IsEmpty()); // extensible
}

TEST(Codes, exist_in_their_code_system) {
    EXPECT_THAT(patient("'maritalStatus':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
                        "v3-MaritalStatus','code':'ZZZ'}]}"),
                testing::Contains("V043 Patient.maritalStatus.coding[0]"));
    EXPECT_THAT(patient("'maritalStatus':{'coding':[{'system':'MaritalStatus','code':'M'}]}"),
                testing::Contains("V046 Patient.maritalStatus.coding[0].system"));
}

TEST(Codes, of_the_system_of_uris_are_uris) {
    EXPECT_THAT(patient("'maritalStatus':{'coding':[{'system':'urn:ietf:rfc:3986','code':'urn:oid:1.2.3'}]}"),
                testing::Not(testing::Contains(testing::StartsWith("V060"))));
    EXPECT_THAT(patient("'maritalStatus':{'coding':[{'system':'urn:ietf:rfc:3986','code':'married'}]}"),
                testing::Contains("V060 Patient.maritalStatus.coding[0].code"));
}

TEST(Identifiers, have_a_namespace_that_is_an_absolute_uri) {
    EXPECT_THAT(patient("'identifier':[{'system':'urn:oid:1.2.392.100495','value':'1'}]"), IsEmpty());
    EXPECT_THAT(patient("'identifier':[{'system':'numbers','value':'1'}]"),
                ElementsAre("V046 Patient.identifier[0].system"));
    EXPECT_THAT(patient("'identifier':[{'system':'#a','value':'1'}]"),
                ElementsAre("V046 Patient.identifier[0].system"));
}

TEST(Displays, are_compared_only_with_displays_of_their_language) {
    const auto married = [](std::string_view display) {
        return patient(fmt::format("'maritalStatus':{{'coding':[{{'system':'http://terminology.hl7.org/"
                                   "CodeSystem/v3-MaritalStatus','code':'M','display':'{}'}}]}}",
                                   display));
    };
    EXPECT_THAT(married("married"), IsEmpty());
    EXPECT_THAT(married("既婚"), IsEmpty()); // there is no Japanese display to compare with
    EXPECT_THAT(married("single"), ElementsAre("V045 Patient.maritalStatus.coding[0]"));
}

TEST(Displays, have_the_white_space_of_the_code_system) {
    const auto status = [](std::string_view display) {
        return patient(fmt::format("'maritalStatus':{{'coding':[{{'system':'http://terminology.hl7.org/"
                                   "CodeSystem/v3-MaritalStatus','code':'L','display':'{}'}}]}}",
                                   display));
    };
    EXPECT_THAT(status("Legally Separated"), IsEmpty());
    EXPECT_THAT(status("legally separated"), IsEmpty());
    for (const char* display : {"Legally  Separated", " Legally Separated", "Legally Separated ",
                                "Legally\\tSeparated", "Legally Separated\u00A0", "Legally\u00A0Separated"}) {
        EXPECT_THAT(status(display), testing::Contains("V045 Patient.maritalStatus.coding[0]")) << display;
    }
}

TEST(Invariants, name_their_key) {
    EXPECT_THAT(patient("'contact':[{'gender':'male'}]"), ElementsAre("V050 Patient.contact[0]")); // pat-1
}

TEST(References, lead_to_what_the_definition_allows) {
    EXPECT_THAT(patient("'managingOrganization':{'reference':'Practitioner/1'}"),
                ElementsAre("V066 Patient.managingOrganization"));
    EXPECT_THAT(patient("'managingOrganization':{'reference':'Organization/1'}"), IsEmpty());
    EXPECT_THAT(patient("'managingOrganization':{'display':'連携病院'}"), IsEmpty());
}

} // namespace
} // namespace renkei::validate::structure_test
