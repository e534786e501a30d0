// Where a profile allows several types, or a type with several profiles or targets: any of them will do, and
// nothing else.
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::validate::test::alternative_types_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

// A profile http://x.jp/NAME on a type, by its differential.
std::string named_profile(std::string_view name, std::string_view type, std::string_view elements) {
    std::string out = profile(type, elements);
    out.replace(out.find("http://x.jp/p"), 13, fmt::format("http://x.jp/{}", name));
    return out;
}

std::string element(std::string_view path, std::string_view more) {
    return fmt::format("{{'id':'{0}','path':'{0}',{1}}}", path, more);
}

const std::string born = named_profile("born", "Patient", element("Patient.birthDate", "'min':1"));
const std::string named = named_profile("named", "Group", element("Group.name", "'min':1"));
const std::string hospital = "{'resourceType':'Organization','id':'o','name':'連携病院'}";
const std::string device = "{'resourceType':'Device','id':'d'}";
const std::string patient = "{'resourceType':'Patient','id':'p','active':true}";
const std::string born_patient = "{'resourceType':'Patient','id':'p','birthDate':'1950-01-01'}";

std::vector<std::string> parameter(std::string_view resource, std::string_view types) {
    return findings_of(
        fmt::format("{{'resourceType':'Parameters',{},'parameter':[{{'name':'a','resource':{}}}]}}", claim,
                    resource),
        {profile("Parameters", element("Parameters.parameter.resource", types)), born, named});
}

TEST(A_resource_inside, is_of_any_of_the_types_that_the_profile_allows) {
    const std::string_view types = "'type':[{'code':'Binary'},{'code':'Organization'},{'code':'Patient'}]";
    EXPECT_THAT(parameter(hospital, types), IsEmpty());
    EXPECT_THAT(parameter(patient, types), IsEmpty());
    EXPECT_THAT(parameter(device, types), ElementsAre("V006 Parameters.parameter[0].resource"));
}

TEST(A_resource_inside, conforms_to_the_profile_of_its_own_type) {
    const std::string_view types =
        "'type':[{'code':'Organization'},{'code':'Patient','profile':['http://x.jp/born']}]";
    EXPECT_THAT(parameter(hospital, types), IsEmpty());
    EXPECT_THAT(parameter(born_patient, types), IsEmpty());
    EXPECT_THAT(parameter(patient, types), ElementsAre("V014 Parameters.parameter[0].resource"));
}

TEST(A_resource_inside, conforms_to_the_profile_that_is_for_its_type) {
    const std::string_view types =
        "'type':[{'code':'Resource','profile':['http://x.jp/born','http://x.jp/named']}]";
    EXPECT_THAT(parameter(born_patient, types), IsEmpty());
    EXPECT_THAT(parameter(patient, types), ElementsAre("V014 Parameters.parameter[0].resource"));
    EXPECT_THAT(
        parameter("{'resourceType':'Group','id':'g','type':'person','actual':true,'name':'a'}", types),
        IsEmpty());
    EXPECT_THAT(parameter(device, types), ElementsAre("V007 Parameters.parameter[0].resource"));
}

TEST(A_type, that_is_listed_twice_allows_the_profiles_of_both) {
    const std::string plain = named_profile("active", "Patient", element("Patient.active", "'min':1"));
    const std::string types = "'type':[{'code':'Patient','profile':['http://x.jp/"
                              "born']},{'code':'Patient','profile':['http://x.jp/active']}]";
    const auto found = [&](std::string_view resource) {
        return findings_of(
            fmt::format("{{'resourceType':'Parameters',{},'parameter':[{{'name':'a','resource':{}}}]}}",
                        claim, resource),
            {profile("Parameters", element("Parameters.parameter.resource", types)), born, plain});
    };
    EXPECT_THAT(found(patient), IsEmpty());
    EXPECT_THAT(found(born_patient), IsEmpty());
    EXPECT_THAT(found("{'resourceType':'Patient','id':'p','gender':'male'}"),
                ElementsAre("V007 Parameters.parameter[0].resource"));
}

TEST(A_contained_resource, is_of_any_of_the_types_that_the_profile_allows) {
    const auto found = [](const std::string& inner, std::string_view id) {
        return findings_of(
            fmt::format("{{'resourceType':'Patient',{},'contained':[{}],'extension':[{{'url':'http://"
                        "example.org/x','valueReference':{{'reference':'#{}'}}}}]}}",
                        claim, inner, id),
            {profile("Patient", element("Patient.contained",
                                        "'type':[{'code':'Practitioner'},{'code':'Organization'}]"))});
    };
    EXPECT_THAT(found(hospital, "o"), IsEmpty());
    EXPECT_THAT(found(device, "d"), ElementsAre("V006 Patient.contained[0]"));
}

TEST(An_entry, holds_any_of_the_types_that_the_profile_allows) {
    const auto found = [](const std::string& inner) {
        return findings_of(
            fmt::format("{{'resourceType':'Bundle','type':'collection',{},'entry':[{{'fullUrl':'"
                        "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0','resource':{}}}]}}",
                        claim, inner),
            {profile("Bundle", element("Bundle.entry.resource",
                                       "'type':[{'code':'Patient'},{'code':'Organization'}]"))});
    };
    EXPECT_THAT(found(hospital), IsEmpty());
    EXPECT_THAT(found(device), ElementsAre("V006 Bundle.entry[0].resource"));
}

TEST(A_reference, leads_to_a_target_of_any_of_the_types_that_are_listed) {
    const auto found = [](std::string_view reference, std::string_view types) {
        return findings_of(
            fmt::format("{{'resourceType':'Patient',{},'managingOrganization':{{'display':'a'}},'"
                        "generalPractitioner':[{{'reference':'{}'}}]}}",
                        claim, reference),
            {profile("Patient", element("Patient.generalPractitioner", types))});
    };
    const std::string_view apart =
        "'type':[{'code':'Reference','targetProfile':['http://hl7.org/fhir/StructureDefinition/"
        "Practitioner']},"
        "{'code':'Reference','targetProfile':['http://hl7.org/fhir/StructureDefinition/Organization']}]";
    EXPECT_THAT(found("Practitioner/1", apart), IsEmpty());
    EXPECT_THAT(found("Organization/1", apart), IsEmpty());
    EXPECT_THAT(found("PractitionerRole/1", apart), ElementsAre("V066 Patient.generalPractitioner[0]"));
}

} // namespace
} // namespace renkei::validate::test::alternative_types_test
