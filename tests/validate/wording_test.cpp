// What findings say: names as they are written, and why.
#include "tests/validate/bundle_kit.h"
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::validate::test::wording_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The sentence of the first finding with this id; empty: there is none.
std::string sentence(std::string_view id, std::string_view resource,
                     const std::vector<std::string>& definitions = {}) {
    const diag::Report found = report_of(resource, {}, definitions);
    for (const diag::Finding& finding : found.findings()) {
        if (diag::row(finding.message).id == id) {
            return to_text(finding, diag::Language::english);
        }
    }
    return {};
}

TEST(A_choice, is_named_as_it_is_written) {
    const auto patient = [](std::string_view members) {
        return fmt::format("{{'resourceType':'Patient',{},{}}}", claim, members);
    };
    const std::string fixed =
        profile("Patient", "{'id':'Patient.deceased[x]','path':'Patient.deceased[x]','type':[{"
                           "'code':'boolean'}],'fixedBoolean':false}");
    EXPECT_THAT(sentence("V033", patient("'deceasedBoolean':true"), {fixed}),
                HasSubstr("Patient.deceasedBoolean must"));
    const std::string none =
        profile("Patient", "{'id':'Patient.deceased[x]','path':'Patient.deceased[x]','max':'0'}");
    EXPECT_THAT(sentence("V015", patient("'deceasedDateTime':'2026'"), {none}),
                HasSubstr("Patient.deceasedDateTime may stand here at most 0"));
    const std::string unit = profile(
        "Observation", "{'id':'Observation.value[x]:valueQuantity','path':'Observation.value[x]','sliceName':"
                       "'valueQuantity'},{'id':'Observation.value[x]:valueQuantity.unit','path':"
                       "'Observation.value[x].unit','fixedString':'kg'}");
    EXPECT_THAT(
        sentence("V033",
                 fmt::format("{{'resourceType':'Observation',{},'status':'final','code':{{'text':'x'}},"
                             "'valueQuantity':{{'value':1,'unit':'g'}}}}",
                             claim),
                 {unit}),
        HasSubstr("Observation.valueQuantity.unit must"));
}

TEST(A_target_that_does_not_conform, is_reported_with_the_reason) {
    const std::string rule =
        profile("Patient",
                "{'id':'Patient.managingOrganization','path':'Patient.managingOrganization','type':[{'code':"
                "'Reference','targetProfile':['http://x.jp/o']}]}");
    std::string target =
        profile("Organization", "{'id':'Organization.telecom','path':'Organization.telecom','min':1}");
    target.replace(target.find("http://x.jp/p"), 13, "http://x.jp/o");
    const auto patient = [](std::string_view more) {
        return fmt::format(
            "{{'resourceType':'Patient',{},'contained':[{{'resourceType':'Organization','id':'o','name':"
            "'x'{}}}],'managingOrganization':{{'reference':'#o'}}}}",
            claim, more);
    };
    EXPECT_THAT(findings_of(patient(",'telecom':[{'system':'phone','value':'1'}]"), {rule, target}),
                IsEmpty());
    const std::string said = sentence("V067", patient(""), {rule, target});
    EXPECT_THAT(said, HasSubstr("Patient.contained[0]"));
    EXPECT_THAT(said, HasSubstr("V014"));
    EXPECT_THAT(said, HasSubstr("Organization.telecom"));
}

TEST(A_version_that_differs, is_named) {
    const auto server = [](std::string_view type_and_id, std::string_view resource) {
        return entry(fmt::format("http://x.jp/fhir/{}", type_and_id), resource);
    };
    const std::string all = bundle(
        "document",
        {server("Composition/c", composition("c", "'author':[" + reference("Patient/1/_history/3") + "]")),
         server("Patient/1", patient("1", "'meta':{'versionId':'2'}"))});
    const std::string said = sentence("VB31", all);
    EXPECT_THAT(said, HasSubstr("fullUrl is http://x.jp/fhir/Patient/1 (versionId 2)"));
    EXPECT_THAT(said, HasSubstr("reads http://x.jp/fhir/Patient/1 (versionId 3)"));
}

TEST(A_resource, is_judged_in_its_Bundle) {
    const std::string good = "http://x.jp/fhir/Patient/1";
    const std::string bad = "http://x.jp/fhir/Observation/o";
    const std::string all =
        bundle("collection", {entry(good, "{'resourceType':'Patient','id':'1','active':true}"),
                              entry(bad, "{'resourceType':'Observation','id':'o','status':'final',"
                                         "'code':{'text':'x'},'subject':{'reference':'Patient/1'},"
                                         "'tea':1}")});
    EXPECT_THAT(findings_of(all, {}, {.entry = good, .best_practice = BestPractice::ignore}), IsEmpty());
    EXPECT_THAT(findings_of(all, {}, {.entry = bad, .best_practice = BestPractice::ignore}),
                ElementsAre("V012 Bundle.entry[1].resource.tea"));
    EXPECT_THAT(findings_of(all, {}, {.entry = "http://x.jp/none"}), ElementsAre("V107 Bundle"));
    EXPECT_THAT(findings_of("{'resourceType':'Patient','active':true}", {}, {.entry = good}),
                ElementsAre("V107 Patient"));
    // its references lead to other entries: what they must be is judged, too
    const std::string rule =
        profile("Observation", "{'id':'Observation.subject','path':'Observation.subject','type':[{"
                               "'code':'Reference','targetProfile':['http://hl7.org/fhir/"
                               "StructureDefinition/Group']}]}");
    EXPECT_THAT(
        findings_of(all, {rule},
                    {.profiles = {"http://x.jp/p"}, .entry = bad, .best_practice = BestPractice::ignore}),
        testing::Contains("V066 Bundle.entry[1].resource.subject"));
}

// The reason is looked for by a walk of the target, which may refer to itself, or to others a hundredfold.
TEST(A_target_that_does_not_conform, is_walked_once_for_its_reason_whatever_it_refers_to) {
    const auto observation = [](int number, const std::string& members) {
        return fmt::format(
            "{{'fullUrl':'urn:uuid:00000000-0000-4000-8000-{0:012}','resource':{{'resourceType':"
            "'Observation','meta':{{'profile':['http://hl7.org/fhir/StructureDefinition/"
            "vitalsigns']}},'status':'final','code':{{'text':'x'}}{1}}}}}",
            number, members);
    };
    const auto members = [](int first, int second) {
        return fmt::format(",'hasMember':[{{'reference':'urn:uuid:00000000-0000-4000-8000-{:012}'}},"
                           "{{'reference':'urn:uuid:00000000-0000-4000-8000-{:012}'}}]",
                           first, second);
    };
    std::string chain = observation(1, members(1, 2)); // itself, and so on
    for (int i = 2; i < 60; ++i) {
        chain += "," + observation(i, members(i + 1, i + 1));
    }
    chain += "," + observation(60, members(1, 60));
    const diag::Report found =
        report_of("{'resourceType':'Bundle','type':'collection','entry':[" + chain + "]}", {});
    EXPECT_GT(std::ranges::count(found.findings(), diag::Severity::error, &diag::Finding::severity), 60);
}

} // namespace
} // namespace renkei::validate::test::wording_test
