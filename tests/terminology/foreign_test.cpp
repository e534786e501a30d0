// A package that defines a code system of others: it holds a part of it, whatever it says.
#include "gateway/fhir/packages/authority.h"

#include "tests/terminology/definitions.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::terminology::foreign_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// As JP-CLINS 1.5.2 ships it.
constexpr std::string_view two_codes =
    "{'resourceType':'CodeSystem','url':'http://loinc.org','version':'5.11','content':'complete','concept':["
    "{'code':'18748-4','display':'Diagnostic imaging study'},{'code':'11506-3','display':'Progress note'}]}";

Coding loinc(std::string_view code, std::string_view display = {}) {
    return {.system = "http://loinc.org", .code = code, .display = display};
}

TEST(A_code_system_of_others, lists_codes_that_exist_and_is_silent_on_all_others) {
    const TestLibrary here = library_of_packages({{"jp.guide", {two_codes}}});
    EXPECT_EQ(here->in_code_system(loinc("11506-3")).exists, Tristate::yes);
    const CodeCheck other = here->in_code_system(loinc("8302-2"));
    EXPECT_EQ(other.exists, Tristate::unknown);
    EXPECT_EQ(to_text(other.unchecked), "code_system_partial: http://loinc.org");
}

TEST(A_code_system_of_others, does_not_say_how_a_code_is_called) {
    const TestLibrary here = library_of_packages({{"jp.guide", {two_codes}}});
    EXPECT_EQ(here->in_code_system(loinc("11506-3", "Progress note")).display, Display::right);
    EXPECT_EQ(here->in_code_system(loinc("11506-3", "経過記録")).display, Display::unknown);
}

TEST(A_code_system_of_others, makes_no_value_set_of_all_its_codes_complete) {
    const TestLibrary here = library_of_packages(
        {{"jp.guide",
          {two_codes, "{'resourceType':'ValueSet','url':'http://x.jp/all','status':'active','compose':"
                      "{'include':[{'system':'http://loinc.org'}]}}"}}});
    EXPECT_EQ(here->validate("http://x.jp/all", loinc("11506-3")).member, Tristate::yes);
    EXPECT_EQ(here->validate("http://x.jp/all", loinc("8302-2")).member, Tristate::unknown);
}

TEST(A_code_system_of_others, does_not_stand_before_that_of_its_owner) {
    constexpr std::string_view system = "http://terminology.hl7.org/CodeSystem/tea";
    const TestLibrary here = library_of_packages(
        {{"hl7.terminology.r4",
          {"{'resourceType':'CodeSystem','url':'http://terminology.hl7.org/CodeSystem/tea',"
           "'content':'complete','concept':[{'code':'a'},{'code':'b'}]}"}},
         {"jp.guide",
          {"{'resourceType':'CodeSystem','url':'http://terminology.hl7.org/CodeSystem/tea',"
           "'content':'complete','concept':[{'code':'a'},{'code':'z'}]}"}}});
    EXPECT_EQ(here->in_code_system({.system = system, .code = "b"}).exists, Tristate::yes);
    EXPECT_EQ(here->in_code_system({.system = system, .code = "z"}).exists, Tristate::no);
}

TEST(A_code_system_of_others, leaves_the_answer_to_the_grammar_where_there_is_one) {
    const TestLibrary here = library_of_packages(
        {{"jp.guide",
          {"{'resourceType':'CodeSystem','url':'http://unitsofmeasure.org','content':'complete',"
           "'concept':[{'code':'kg'}]}",
           "{'resourceType':'CodeSystem','url':'urn:ietf:bcp:47','content':'complete','concept':[{'code':"
           "'ja'}]}"}}});
    const auto exists = [&](std::string_view system, std::string_view code) {
        return here->in_code_system({.system = system, .code = code}).exists;
    };
    EXPECT_EQ(exists("http://unitsofmeasure.org", "mm[Hg]"), Tristate::yes);
    EXPECT_EQ(exists("http://unitsofmeasure.org", "kilo"), Tristate::no);
    EXPECT_EQ(exists("urn:ietf:bcp:47", "de-CH"), Tristate::yes);
}

TEST(A_package, defines_its_own_code_systems_and_those_without_a_known_owner) {
    const TestLibrary here = library_of_packages(
        {{"jp.guide",
          {"{'resourceType':'CodeSystem','url':'http://x.jp/own','content':'complete','concept':[{'code':'a'}"
           "]}"}}});
    EXPECT_EQ(here->in_code_system({.system = "http://x.jp/own", .code = "b"}).exists, Tristate::no);
}

TEST(A_package, is_reported_with_the_code_systems_of_others_that_it_calls_complete) {
    const TestLibrary here = library_of_packages(
        {{"jp.guide",
          {two_codes,
           "{'resourceType':'CodeSystem','url':'urn:iso:std:iso:4217','content':'fragment','concept':[{'code'"
           ":'JPY'}]}",
           "{'resourceType':'CodeSystem','url':'http://x.jp/own','content':'complete','concept':[{'code':'a'}"
           "]}"}}});
    EXPECT_THAT(packages::overclaimed_code_systems(here.library->images().front()),
                ElementsAre("http://loinc.org"));
}

// What a user put together (--with, a folder without package.json) is the user's word.
TEST(A_package, without_a_name_may_define_what_it_holds) {
    const TestLibrary here = library_of({two_codes});
    EXPECT_EQ(here->in_code_system(loinc("8302-2")).exists, Tristate::no);
    EXPECT_THAT(packages::overclaimed_code_systems(here.library->images().front()), IsEmpty());
}

TEST(Owners, are_distinguished_by_the_system_as_a_whole_or_by_how_it_begins) {
    const TestLibrary guide = library_of_packages({{"jp.guide", {}}});
    const TestLibrary hl7 = library_of_packages({{"hl7.fhir.us.core", {}}});
    const auto may = [](const TestLibrary& here, std::string_view system) {
        return packages::may_define(here.library->images().front(), system);
    };
    for (const std::string_view system :
         {"http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org",
          "http://hl7.org/fhir/sid/icd-10", "urn:iso:std:iso:3166", "urn:ietf:bcp:13",
          "http://terminology.hl7.org/CodeSystem/v3-ActCode", "http://id.who.int/icd/release/11/mms"}) {
        EXPECT_FALSE(may(guide, system)) << system;
    }
    EXPECT_TRUE(may(guide, "http://loinc.org.example.jp"));
    EXPECT_TRUE(may(guide, "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full"));
    EXPECT_TRUE(may(hl7, "http://hl7.org/fhir/us/core/CodeSystem/us-core-category"));
    EXPECT_FALSE(may(hl7, "http://loinc.org"));
}

} // namespace
} // namespace renkei::terminology::foreign_test
