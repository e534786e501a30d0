// Contained resources: which count as referred to (R4 references.html#contained, dom-3).
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::validate::test::contained_rules_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> patient(std::string_view contained, std::string_view members) {
    return findings_of(
        fmt::format("{{'resourceType':'Patient','id':'p','contained':[{}],{}}}", contained, members));
}

std::string link(std::string_view value) {
    return fmt::format("'extension':[{{'url':'http://example.org/x',{}}}]", value);
}
std::string narrative(std::string_view inner) {
    return fmt::format(
        "'text':{{'status':'generated','div':'<div xmlns=\\'http://www.w3.org/1999/xhtml\\'>{}</div>'}}",
        inner);
}

constexpr std::string_view practitioner = "{'resourceType':'Practitioner','id':'a'}";

TEST(A_contained_resource, that_nothing_refers_to_is_refused) {
    EXPECT_THAT(patient(practitioner, "'active':true"), ElementsAre("V088 Patient.contained[0]"));
}

TEST(A_contained_resource, is_used_by_a_reference_a_canonical_a_uri_or_a_url) {
    EXPECT_THAT(patient(practitioner, "'generalPractitioner':[{'reference':'#a'}]"), IsEmpty());
    for (const char* value : {"'valueReference':{'reference':'#a'}", "'valueCanonical':'#a'",
                              "'valueUri':'#a'", "'valueUrl':'#a'"}) {
        EXPECT_THAT(patient(practitioner, link(value)), IsEmpty()) << value;
    }
}

TEST(A_contained_resource, is_not_used_by_a_text_that_looks_so) {
    EXPECT_THAT(patient(practitioner, link("'valueString':'#a'")), ElementsAre("V088 Patient.contained[0]"));
    EXPECT_THAT(patient(practitioner, "'name':[{'text':'#a'}]"), ElementsAre("V088 Patient.contained[0]"));
}

TEST(A_contained_resource, is_used_if_it_refers_to_its_container) {
    EXPECT_THAT(patient("{'resourceType':'Provenance','id':'a','target':[{'reference':'#'}],'recorded':'2026-"
                        "01-01T00:00:00Z','agent':[{'who':{'display':'a'}}]}",
                        "'active':true"),
                IsEmpty());
}

// R4 Reference.reference: what begins with '#' refers to contained resources, and '#' from one of them to its
// container.
TEST(The_container, is_referred_to_from_within_alone) {
    EXPECT_THAT(patient("{'resourceType':'Observation','id':'a','status':'final','code':{'text':'x'},'"
                        "subject':{'reference':'#'}}",
                        "'active':true"),
                IsEmpty());
    EXPECT_THAT(
        findings_of(
            "{'resourceType':'Patient','id':'p','link':[{'other':{'reference':'#'},'type':'seealso'}]}"),
        ElementsAre("V063 Patient.link[0].other.reference"));
}

TEST(A_contained_resource, is_used_by_another_but_not_by_itself) {
    constexpr std::string_view chain = "{'resourceType':'Practitioner','id':'a','qualification':[{'code':{'"
                                       "text':'a'},'issuer':{'reference':'#b'}}]},"
                                       "{'resourceType':'Organization','id':'b','name':'b'}";
    EXPECT_THAT(patient(chain, "'generalPractitioner':[{'reference':'#a'}]"), IsEmpty());
    EXPECT_THAT(patient("{'resourceType':'Organization','id':'a','name':'a','partOf':{'reference':'#a'}}",
                        "'active':true"),
                ElementsAre("V088 Patient.contained[0]"));
}

TEST(A_contained_resource, is_used_by_a_link_or_an_image_of_a_narrative) {
    constexpr std::string_view image =
        "{'resourceType':'Binary','id':'a','contentType':'image/png','data':'YWJj'}";
    EXPECT_THAT(patient(image, narrative("<img src=\\'#a\\' alt=\\'a\\'/>")), IsEmpty());
    EXPECT_THAT(patient(practitioner, narrative("<a href=\\'#a\\'>a</a>")), IsEmpty());
    EXPECT_THAT(
        findings_of(fmt::format("{{'resourceType':'Composition','status':'final','type':{{'text':'a'}},'"
                                "date':'2026-01-01','author':[{{'display':'a'}}],'title':'a',"
                                "'contained':[{}],'section':[{{'title':'a',{}}}]}}",
                                image, narrative("<img src=\\'#a\\' alt=\\'a\\'/>"))),
        IsEmpty());
}

// Each resource of a bundle holds its own.
TEST(A_contained_resource, is_not_used_by_another_entry) {
    const std::string entry =
        fmt::format("{{'fullUrl':'http://a.example/Patient/"
                    "1','resource':{{'resourceType':'Patient','id':'1','contained':[{}]}}}},"
                    "{{'fullUrl':'http://a.example/Patient/"
                    "2','resource':{{'resourceType':'Patient','id':'2','contained':[{}],'generalPractitioner'"
                    ":[{{'reference':'#a'}}]}}}}",
                    practitioner, practitioner);
    EXPECT_THAT(
        findings_of(fmt::format("{{'resourceType':'Bundle','type':'collection','entry':[{}]}}", entry)),
        ElementsAre("V088 Bundle.entry[0].resource.contained[0]"));
}

// What is wrong with its id is said of the id, and of nothing else.
TEST(A_contained_resource, with_a_bad_id_is_still_what_a_reference_leads_to) {
    const std::string id(65, 'a');
    EXPECT_THAT(patient(fmt::format("{{'resourceType':'Practitioner','id':'{}'}}", id),
                        fmt::format("'generalPractitioner':[{{'reference':'#{}'}}]", id)),
                ElementsAre("V031 Patient.contained[0].id"));
    EXPECT_THAT(
        patient("{'resourceType':'Practitioner','id':'a_b'}", "'generalPractitioner':[{'reference':'#a_b'}]"),
        ElementsAre("V031 Patient.contained[0].id"));
}

// The Patient is asked by its signature while the Observation is walked; its links are not those of the
// Observation.
TEST(A_contained_resource, is_used_also_by_a_reference_to_a_cached_resource) {
    const std::string observation_profile =
        "{'resourceType':'StructureDefinition','url':'http://x.jp/"
        "o','name':'O','status':'active','fhirVersion':'4.0.1','kind':'resource','abstract':false,"
        "'type':'Observation','baseDefinition':'http://hl7.org/fhir/StructureDefinition/"
        "Observation','derivation':'constraint','differential':{'element':["
        "{'id':'Observation','path':'Observation'},{'id':'Observation.subject','path':'Observation.subject','"
        "min':1,"
        "'type':[{'code':'Reference','targetProfile':['http://x.jp/p']}]}]}}";
    const std::string patient_profile =
        profile("Patient", "{'id':'Patient.name','path':'Patient.name','min':1}");
    const std::string bundle = fmt::format(
        "{{'resourceType':'Bundle','type':'collection','entry':["
        "{{'fullUrl':'urn:uuid:00000000-0000-4000-8000-000000000001','resource':{{'resourceType':'"
        "Observation','meta':{{'profile':['http://x.jp/o']}},'status':'final',"
        "'code':{{'text':'a'}},'subject':{{'reference':'urn:uuid:00000000-0000-4000-8000-000000000003'}},"
        "'contained':[{{'resourceType':'Device','id':'d','deviceName':[{{'name':'n','type':'other'}}]}}],'"
        "device':{{'reference':'#d'}}}}}},"
        "{{'fullUrl':'urn:uuid:00000000-0000-4000-8000-000000000003','resource':{{'resourceType':'Patient',{}"
        ",'name':[{{'family':'f'}}],{}}}}}]}}",
        claim, narrative("<p id=\\'top\\'>x <a href=\\'#top\\'>y</a></p>"));
    EXPECT_THAT(findings_after(bundle, bundle, {patient_profile, observation_profile}), IsEmpty());
}

} // namespace
} // namespace renkei::validate::test::contained_rules_test
