// Extensions: what they hold is validated as any element, whether their definition is known or not, and as
// deep as they nest.
#include "tests/validate/findings_of.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace renkei::validate::test::extension_rules_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

struct Content {
    std::string_view members; // of an extension beside its url
    std::string_view found;   // below the extension; empty: nothing
};

// Of members that are wrong in any extension, what is found, and where below the extension.
constexpr std::array contents{
    Content{"'valueString':'a'", ""},
    Content{"'valueString':'a','more':1", "V012 .more"},
    Content{"'valueSomething':'a'", "V012 .valueSomething"},
    Content{"'value':'a'", "V012 .value"},
    Content{"'valueString':'a','valueCode':'b'", "V010 .value.ofType(code)"},
    Content{"'valueString':'a','extension':[{'url':'b','valueString':'c'}]", "V050 "},
    Content{"'valueString':''", "V030 .value.ofType(string)"},
    Content{"'valueString':null", "V023 .value.ofType(string)"},
    Content{"'valueString':['a']", "V026 .value.ofType(string)"},
    Content{"'valueCoding':{}", "V022 .value.ofType(Coding)"},
    Content{"'valueCoding':'a'", "V021 .value.ofType(Coding)"},
    Content{"'valueCoding':{'kode':'a'}", "V012 .value.ofType(Coding).kode"},
    Content{"'valueDate':'2026-13-01'", "V031 .value.ofType(date)"},
    Content{"'valueInteger':'1'", "V029 .value.ofType(integer)"},
    Content{"'valuePeriod':{'start':'20260101'}", "V031 .value.ofType(Period).start"},
    Content{"'valuePeriod':{'start':'2026-02-01','end':'2026-01-01'}", "V050 .value.ofType(Period)"},
    Content{"'id':'a'", "V050 "},
};

class Contents_of_an_extension : public testing::TestWithParam<Content> {};

// Each of them at the first, second and third level, and beside a primitive.
TEST_P(Contents_of_an_extension, are_validated_at_every_depth) {
    std::string extension = fmt::format("{{'url':'http://example.org/outer',{}}}", GetParam().members);
    std::string place = "Patient.extension[0]";
    for (int depth = 0; depth < 3; ++depth) {
        const auto at = [&](std::string_view place_of_extension) {
            const std::string_view found = GetParam().found;
            return found.empty()
                       ? std::string()
                       : fmt::format("{} {}{}", found.substr(0, 4), place_of_extension, found.substr(5));
        };
        const auto beside_element =
            findings_of(fmt::format("{{'resourceType':'Patient','extension':[{}]}}", extension));
        const std::string sibling = place.substr(std::string_view("Patient").size());
        const auto beside_primitive = findings_of(fmt::format(
            "{{'resourceType':'Patient','birthDate':'2000-01-01','_birthDate':{{'extension':[{}]}}}}",
            extension));
        if (GetParam().found.empty()) {
            EXPECT_THAT(beside_element, IsEmpty());
            EXPECT_THAT(beside_primitive, IsEmpty());
        } else {
            EXPECT_THAT(beside_element, Contains(at(place))) << extension;
            EXPECT_THAT(beside_primitive, Contains(at("Patient.birthDate" + sibling))) << extension;
        }
        const std::string inner = depth == 0 ? fmt::format("{{'url':'a',{}}}", GetParam().members)
                                             : extension.substr(0, extension.find("'url':'") + 7) + "b" +
                                                   extension.substr(extension.find("',"));
        extension = fmt::format("{{'url':'http://example.org/outer','extension':[{}]}}", inner);
        place += ".extension[0]";
    }
}

INSTANTIATE_TEST_SUITE_P(Of_every_kind, Contents_of_an_extension, testing::ValuesIn(contents));

TEST(A_part_of_an_extension, has_a_url) {
    EXPECT_THAT(findings_of("{'resourceType':'Patient','extension':[{'url':'http://example.org/"
                            "x','extension':[{'valueString':'a'}]}]}"),
                ElementsAre("V014 Patient.extension[0].extension[0]"));
}

// http://x.jp/e with the parts `name` and `more`, which itself has the part `inner`
const std::string complex_extension =
    "{'resourceType':'StructureDefinition','id':'e','url':'http://x.jp/"
    "e','name':'E','status':'draft','kind':'complex-type','abstract':false,"
    "'context':[{'type':'element','expression':'Patient'}],'type':'Extension','baseDefinition':'http://"
    "hl7.org/fhir/StructureDefinition/Extension',"
    "'derivation':'constraint','differential':{'element':[{'id':'Extension','path':'Extension'},"
    "{'id':'Extension.extension','path':'Extension.extension','slicing':{'discriminator':[{'type':'value','"
    "path':'url'}],'rules':'open'}},"
    "{'id':'Extension.extension:name','path':'Extension.extension','sliceName':'name','max':'1'},"
    "{'id':'Extension.extension:name.url','path':'Extension.extension.url','fixedUri':'name'},"
    "{'id':'Extension.extension:name.value[x]','path':'Extension.extension.value[x]','min':1,'type':[{'code':"
    "'string'}]},"
    "{'id':'Extension.extension:more','path':'Extension.extension','sliceName':'more','max':'1'},"
    "{'id':'Extension.extension:more.extension','path':'Extension.extension.extension','slicing':{'"
    "discriminator':[{'type':'value','path':'url'}],'rules':'open'}},"
    "{'id':'Extension.extension:more.extension:inner','path':'Extension.extension.extension','sliceName':'"
    "inner','max':'1'},"
    "{'id':'Extension.extension:more.extension:inner.url','path':'Extension.extension.extension.url','"
    "fixedUri':'inner'},"
    "{'id':'Extension.extension:more.extension:inner.value[x]','path':'Extension.extension.extension.value[x]"
    "','type':[{'code':'code'}]},"
    "{'id':'Extension.extension:more.url','path':'Extension.extension.url','fixedUri':'more'},"
    "{'id':'Extension.url','path':'Extension.url','fixedUri':'http://x.jp/e'},"
    "{'id':'Extension.value[x]','path':'Extension.value[x]','max':'0'}]}}";

std::vector<std::string> with_parts(std::string_view parts) {
    return findings_of(
        fmt::format("{{'resourceType':'Patient','extension':[{{'url':'http://x.jp/e','extension':[{}]}}]}}",
                    parts),
        {complex_extension});
}

TEST(A_part_of_an_extension, is_defined_by_it) {
    EXPECT_THAT(with_parts("{'url':'name','valueString':'a'}"), IsEmpty());
    EXPECT_THAT(with_parts("{'url':'name','valueString':'a'},{'url':'nickname','valueString':'a'}"),
                ElementsAre("V079 Patient.extension[0].extension[1]"));
    EXPECT_THAT(with_parts("{'url':'more','extension':[{'url':'inner','valueCode':'a'}]}"), IsEmpty());
    EXPECT_THAT(with_parts("{'url':'more','extension':[{'url':'name','valueString':'a'}]}"),
                ElementsAre("V079 Patient.extension[0].extension[0].extension[0]"));
}

TEST(A_part_of_an_extension, holds_what_it_is_defined_to_hold) {
    EXPECT_THAT(with_parts("{'url':'name','valueInteger':1}"),
                Contains("V013 Patient.extension[0].extension[0].value.ofType(integer)"));
    EXPECT_THAT(with_parts("{'url':'name','valueString':'a','more':1}"),
                ElementsAre("V012 Patient.extension[0].extension[0].more"));
    EXPECT_THAT(with_parts("{'url':'more','extension':[{'url':'inner','valueCode':' a'}]}"),
                ElementsAre("V031 Patient.extension[0].extension[0].extension[0].value.ofType(code)"));
}

// R4 extensibility.html: an extension that is named by its own URL may occur wherever its context allows it
TEST(An_extension_in_an_extension, may_be_one_of_its_own) {
    EXPECT_THAT(
        with_parts("{'url':'name','valueString':'a'},{'url':'http://example.org/other','valueString':'a'}"),
        IsEmpty());
}

// http://x.jp/e, which may only stand on a patient of whom this is true
std::vector<std::string> with_invariant(std::string_view invariant, std::string_view members) {
    const std::string definition = fmt::format(
        "{{'resourceType':'StructureDefinition','id':'e','url':'http://x.jp/"
        "e','name':'E','status':'draft','kind':'complex-type','abstract':false,'context':[{{'type':'element',"
        "'expression':'Patient'}}],'contextInvariant':['{}'],'type':'Extension','baseDefinition':'http://"
        "hl7.org/fhir/StructureDefinition/Extension','derivation':'constraint',"
        "'differential':{{'element':[{{'id':'Extension','path':'Extension'}},{{'id':'Extension.url','path':'"
        "Extension.url','fixedUri':'http://x.jp/e'}}]}}}}",
        invariant);
    return findings_of(
        fmt::format(
            "{{'resourceType':'Patient','extension':[{{'url':'http://x.jp/e','valueString':'a'}}]{}}}",
            members),
        {definition});
}

TEST(A_context_invariant, must_be_true) {
    EXPECT_THAT(with_invariant("active = true", ",'active':true"), IsEmpty());
    EXPECT_THAT(with_invariant("active = true", ",'active':false"), ElementsAre("V078 Patient.extension[0]"));
    // it is empty, so not true
    EXPECT_THAT(with_invariant("active = true", ""), ElementsAre("V078 Patient.extension[0]"));
}

// HL7's publisher names examples by them; no package defines them.
TEST(The_name_of_an_instance, stands_in_meta) {
    for (const char* const name : {"instance-name", "instance-description"}) {
        const std::string extension = fmt::format(
            "'extension':[{{'url':'http://hl7.org/fhir/StructureDefinition/{}','valueString':'x'}}]", name);
        EXPECT_THAT(
            findings_of(fmt::format("{{'resourceType':'Patient','meta':{{{}}},'active':true}}", extension)),
            IsEmpty());
        EXPECT_THAT(findings_of(fmt::format("{{'resourceType':'Patient',{},'active':true}}", extension)),
                    ElementsAre("V077 Patient.extension[0]"));
    }
}

TEST(The_object_beside_a_primitive, holds_an_id_and_extensions_only) {
    const auto beside = [](std::string_view members) {
        return findings_of(fmt::format(
            "{{'resourceType':'Patient','birthDate':'2000-01-01','_birthDate':{{{}}}}}", members));
    };
    EXPECT_THAT(beside("'id':'a'"), IsEmpty());
    EXPECT_THAT(beside("'value':'2000-01-01'"), Contains("V012 Patient.birthDate.value"));
    EXPECT_THAT(beside("'value':'2000-01-01','extension':[{'url':'http://example.org/x','valueString':'a'}]"),
                ElementsAre("V012 Patient.birthDate.value"));
    EXPECT_THAT(beside("'more':'a'"), Contains("V012 Patient.birthDate.more"));
}

} // namespace
} // namespace renkei::validate::test::extension_rules_test
