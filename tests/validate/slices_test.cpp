// Which slice a value belongs to where that takes more than one fixed value: re-slices, default slices,
// elements of other profiles, targets of references.
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::validate::slices_test {
namespace {

using test::claim;
using test::count_of;
using test::findings_of;
using test::profile;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> patient(std::string_view members, std::string_view elements,
                                 const std::vector<std::string>& more = {}) {
    std::vector<std::string> definitions{profile("Patient", elements)};
    definitions.insert(definitions.end(), more.begin(), more.end());
    return findings_of(fmt::format("{{'resourceType':'Patient',{},{}}}", claim, members), definitions);
}

// An extension by its url, and by the code of its value, which only the re-slices say.
std::string two_discriminators() {
    const auto again = [](std::string_view name, std::string_view code) {
        return fmt::format(
            ",{{'id':'Patient.extension:e/{0}','path':'Patient.extension','sliceName':'e/{0}','max':'1'}},"
            "{{'id':'Patient.extension:e/{0}.value[x].code','path':'Patient.extension.value[x].code',"
            "'min':1,'fixedCode':'{1}'}},"
            "{{'id':'Patient.extension:e/{0}.value[x].display','path':'Patient.extension.value[x]."
            "display','maxLength':{2}}}",
            name, code, name == "x" ? 3 : 9);
    };
    return "{'id':'Patient.extension','path':'Patient.extension','slicing':{'discriminator':[{'type':'value',"
           "'path':"
           "'url'},{'type':'value','path':'value.code'}],'rules':'open'}},"
           "{'id':'Patient.extension:e','path':'Patient.extension','sliceName':'e','min':1,'type':[{'code':'"
           "Extension',"
           "'profile':['http://x.jp/e']}]}" +
           again("x", "left") + again("y", "right");
}

constexpr std::string_view coded_extension =
    "{'resourceType':'StructureDefinition','id':'e','url':'http://x.jp/e','name':'E','status':'draft',"
    "'kind':'complex-type','abstract':false,'context':[{'type':'element','expression':'Patient'}],"
    "'type':'Extension','baseDefinition':'http://hl7.org/fhir/StructureDefinition/Extension',"
    "'derivation':'constraint','differential':{'element':[{'id':'Extension','path':'Extension','max':'*'},"
    "{'id':'Extension.url','path':'Extension.url','fixedUri':'http://x.jp/e'},{'id':'Extension.value[x]',"
    "'path':'Extension.value[x]','type':[{'code':'Coding'}]}]}}";

std::string coded(std::string_view code, std::string_view display) {
    return fmt::format(
        "{{'url':'http://x.jp/e','valueCoding':{{'system':'http://x.jp/s','code':'{}','display':'{}'}}}}",
        code, display);
}

TEST(A_re_slice, is_found_by_all_discriminators_of_the_slicing_that_it_divides) {
    const auto found = [](const std::string& extensions) {
        return patient("'extension':[" + extensions + "]", two_discriminators(),
                       {std::string(coded_extension)});
    };
    EXPECT_THAT(found(coded("left", "abc") + "," + coded("right", "abcdef")), IsEmpty());
    EXPECT_THAT(found(coded("other", "abcdef")), IsEmpty());
    EXPECT_THAT(found(coded("left", "abcd")),
                ElementsAre("V037 Patient.extension[0].value.ofType(Coding).display"));
    EXPECT_THAT(found(coded("right", "a") + "," + coded("right", "b")),
                ElementsAre("V015 Patient.extension[1]"));
}

std::string identifiers(std::string_view rest) {
    return "{'id':'Patient.identifier','path':'Patient.identifier','slicing':{'discriminator':[{'type':'"
           "value',"
           "'path':'system'}],'rules':'closed'}},"
           "{'id':'Patient.identifier:a','path':'Patient.identifier','sliceName':'a'},"
           "{'id':'Patient.identifier:a.system','path':'Patient.identifier.system','min':1,'fixedUri':'http:/"
           "/x.jp/a'}" +
           std::string(rest);
}

std::string numbered(std::string_view system, std::string_view use, std::string_view value) {
    return fmt::format("{{'system':'http://x.jp/{}','use':'{}','value':'{}'}}", system, use, value);
}

// The slice is closed by the profile that divides it.
TEST(A_closed_re_slicing, is_begun_by_the_profile_that_closes_it) {
    const std::string rule = identifiers("");
    const std::string divided =
        "{'id':'Patient.identifier:a','path':'Patient.identifier','sliceName':'a','slicing':{'discriminator':"
        "[{'type':"
        "'value','path':'use'}],'rules':'closed'}},"
        "{'id':'Patient.identifier:a/x','path':'Patient.identifier','sliceName':'a/x','max':'1'},"
        "{'id':'Patient.identifier:a/x.use','path':'Patient.identifier.use','min':1,'fixedCode':'usual'},"
        "{'id':'Patient.identifier:a/y','path':'Patient.identifier','sliceName':'a/y'},"
        "{'id':'Patient.identifier:a/y.use','path':'Patient.identifier.use','min':1,'fixedCode':'old'}";
    std::string whole = rule;
    const std::string_view begins =
        "{'id':'Patient.identifier:a','path':'Patient.identifier','sliceName':'a'}";
    whole.replace(whole.find(begins), begins.size(),
                  divided.substr(0, divided.find(",{'id':'Patient.identifier:a/x'")));
    whole += divided.substr(divided.find(",{'id':'Patient.identifier:a/x'"));
    const auto found = [&](const std::string& identifier) {
        return patient("'identifier':[" + identifier + "]", whole);
    };
    EXPECT_THAT(found(numbered("a", "usual", "1") + "," + numbered("a", "old", "2")), IsEmpty());
    EXPECT_THAT(found(numbered("a", "usual", "1") + "," + numbered("a", "usual", "2")),
                ElementsAre("V015 Patient.identifier[1]"));
    EXPECT_THAT(found(numbered("a", "temp", "1")), ElementsAre("V016 Patient.identifier[0]"));
}

TEST(The_default_slice, holds_what_matches_no_other) {
    const std::string rule = identifiers(
        ",{'id':'Patient.identifier:@default','path':'Patient.identifier','sliceName':'@default','max':'1'},"
        "{'id':'Patient.identifier:@default.value','path':'Patient.identifier.value','maxLength':2}");
    const auto found = [&](const std::string& identifier) {
        return patient("'identifier':[" + identifier + "]", rule);
    };
    EXPECT_THAT(found(numbered("a", "usual", "12345") + "," + numbered("b", "usual", "12")), IsEmpty());
    EXPECT_THAT(found(numbered("b", "usual", "123")), ElementsAre("V037 Patient.identifier[0].value"));
    EXPECT_THAT(found(numbered("b", "usual", "1") + "," + numbered("c", "usual", "2")),
                ElementsAre("V015 Patient.identifier[1]"));
}

// The slice is what an element of another profile says.
TEST(A_slice, is_found_by_the_element_of_another_profile_that_its_type_names) {
    const std::string other =
        "{'resourceType':'StructureDefinition','id':'o','url':'http://x.jp/o','name':'O','status':'draft',"
        "'kind':'resource','abstract':false,'type':'Observation','baseDefinition':"
        "'http://hl7.org/fhir/StructureDefinition/"
        "Observation','derivation':'constraint','differential':{'element':["
        "{'id':'Observation.code.text','path':'Observation.code.text','fixedString':'whole'},"
        "{'id':'Observation.component','path':'Observation.component'},"
        "{'id':'Observation.component.code.text','path':'Observation.component.code.text','min':1,'"
        "fixedString':"
        "'part'},{'id':'Observation.component.interpretation','path':'Observation.component.interpretation','"
        "max':"
        "'0'}]}}";
    const std::string rule =
        "{'id':'Observation.component','path':'Observation.component','slicing':{'discriminator':[{'type':'"
        "value',"
        "'path':'code.text'}],'rules':'closed'}},{'id':'Observation.component:a','path':'Observation."
        "component',"
        "'sliceName':'a','max':'1','type':[{'code':'BackboneElement','_profile':[{'extension':[{'url':"
        "'http://hl7.org/fhir/StructureDefinition/elementdefinition-profile-element','valueString':"
        "'Observation.component'}]}],'profile':['http://x.jp/o']}]}";
    const auto found = [&](std::string_view components) {
        return findings_of(
            fmt::format("{{'resourceType':'Observation',{},'status':'final','code':{{'text':'x'}},"
                        "'component':[{}]}}",
                        claim, components),
            {profile("Observation", rule), other});
    };
    EXPECT_THAT(found("{'code':{'text':'part'},'valueString':'v'}"), IsEmpty());
    EXPECT_THAT(found("{'code':{'text':'whole'},'valueString':'v'}"),
                ElementsAre("V016 Observation.component[0]"));
    EXPECT_THAT(found("{'code':{'text':'part'},'valueString':'v','interpretation':[{'text':'high'}]}"),
                ElementsAre("V015 Observation.component[0].interpretation[0]"));
}

std::string silent(std::string_view more) {
    return fmt::format(
        "{{'id':'Patient.identifier','path':'Patient.identifier','slicing':{{'discriminator':[{{'type':"
        "'value','path':'system'}}],'rules':'closed'}}}},{{'id':'Patient.identifier:a','path':"
        "'Patient.identifier','sliceName':'a','min':1,'max':'1'}},{{'id':'Patient.identifier:a.value',"
        "'path':'Patient.identifier.value','min':1}}{}",
        more);
}

TEST(A_slice, that_gives_its_discriminator_nothing_cannot_be_judged) {
    const std::string one = "'identifier':[" + numbered("a", "usual", "1") + "]";
    const std::string resource = fmt::format("{{'resourceType':'Patient',{},{}}}", claim, one);
    const std::string found_by =
        ",{'id':'Patient.identifier:a.system','path':'Patient.identifier.system','fixedUri':'http://x.jp/a'}";
    EXPECT_THAT(patient(one, silent("")), IsEmpty());
    EXPECT_EQ(count_of("V104", resource, {profile("Patient", silent(""))}), 1U);
    EXPECT_EQ(count_of("V104", resource, {profile("Patient", silent(found_by))}), 0U);
    EXPECT_THAT(patient("'active':true", silent("")), ElementsAre("V014 Patient")); // whatever it is found by
    EXPECT_THAT(patient("'identifier':[" + numbered("b", "usual", "1") + "]", silent(found_by)),
                testing::UnorderedElementsAre("V014 Patient", "V016 Patient.identifier[0]"));
    EXPECT_EQ(count_of("VD36", profile("Patient", silent("")), {}), 1U);
    EXPECT_EQ(count_of("VD36", profile("Patient", silent(found_by)), {}), 0U);
}

// By the type of what a reference leads to.
std::string by_target(std::string_view rules) {
    return fmt::format(
        "{{'id':'Patient.generalPractitioner','path':'Patient.generalPractitioner','slicing':{{'"
        "discriminator':[{{"
        "'type':'type','path':'resolve()'}}],'rules':'{}'}}}},{{'id':'Patient.generalPractitioner:a','path':"
        "'Patient.generalPractitioner','sliceName':'a','min':1,'max':'1','type':[{{'code':'Reference','"
        "targetProfile':["
        "'http://hl7.org/fhir/StructureDefinition/Organization']}}]}}",
        rules);
}

TEST(A_slice, by_a_target_that_is_not_in_the_document_is_not_judged) {
    const auto with = [](std::string_view contained, std::string_view references) {
        return fmt::format("{{'resourceType':'Patient',{},'contained':[{}],'generalPractitioner':[{}]}}",
                           claim, contained, references);
    };
    const std::string office = "{'resourceType':'Organization','id':'o','name':'x'}";
    const std::string doctor = "{'resourceType':'Practitioner','id':'d'}";
    const std::vector<std::string> closed{profile("Patient", by_target("closed"))};
    EXPECT_THAT(findings_of(with(office, "{'reference':'#o'}"), closed), IsEmpty());
    EXPECT_THAT(findings_of(with(doctor, "{'reference':'#d'}"), closed),
                testing::UnorderedElementsAre("V014 Patient", "V016 Patient.generalPractitioner[0]"));
    for (const std::string_view outside :
         {"{'reference':'http://a.example/Organization/1'}", "{'display':'x'}"}) {
        const std::string resource =
            fmt::format("{{'resourceType':'Patient',{},'generalPractitioner':[{}]}}", claim, outside);
        EXPECT_THAT(findings_of(resource, closed), IsEmpty()) << outside;
        EXPECT_EQ(count_of("V103", resource, closed), 1U) << outside;
    }
    EXPECT_EQ(count_of("V103", with(office, "{'reference':'#o'}"), closed), 0U);
}

} // namespace
} // namespace renkei::validate::slices_test
