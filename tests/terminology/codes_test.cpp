// What is said about a code of a code system: does it exist, how is it written, which display is right.
#include "gateway/fhir/terminology/binding.h"
#include "gateway/fhir/terminology/case_folding.h"

#include "tests/terminology/definitions.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::terminology::codes_test {
namespace {

using testing::ElementsAre;

constexpr std::string_view care =
    "{'resourceType':'CodeSystem','url':'http://x.jp/"
    "care','version':'2','language':'ja','content':'complete',"
    "'caseSensitive':true,'property':[{'code':'hidden','uri':'http://hl7.org/fhir/"
    "concept-properties#notSelectable',"
    "'type':'boolean'}],'concept':["
    "{'code':'bath','display':'入浴介助','designation':[{'language':'en','value':'Bathing  assistance'},"
    "{'language':'de-CH','use':{'code':'synonym'},'value':'Hilfe beim Baden'}]},"
    "{'code':'all','display':'すべて','property':[{'code':'hidden','valueBoolean':true}]},"
    "{'code':'old','display':'旧','property':[{'code':'status','valueCode':'retired'}]},"
    "{'code':'Out','display':'外出','property':[{'code':'status','valueCode':'deprecated'}]},"
    "{'code':'bare'}]}";

TestLibrary care_library() { return library_of({care}); }
Coding a_care(std::string_view code, std::string_view display = {}) {
    return {.system = "http://x.jp/care", .code = code, .display = display};
}

TEST(A_code, exists_or_not_where_its_system_is_complete) {
    const TestLibrary here = care_library();
    EXPECT_EQ(here->in_code_system(a_care("bath")).exists, Tristate::yes);
    EXPECT_EQ(here->in_code_system(a_care("swim")).exists, Tristate::no);
    EXPECT_EQ(here->in_code_system({.system = "http://y.jp", .code = "1"}).exists, Tristate::unknown);
    EXPECT_EQ(to_text(here->in_code_system({.system = "http://y.jp", .code = "1"}).unchecked),
              "code_system_absent: http://y.jp");
}

TEST(A_code, may_be_abstract_inactive_or_deprecated) {
    const TestLibrary here = care_library();
    EXPECT_TRUE(here->in_code_system(a_care("all")).is_abstract);
    EXPECT_TRUE(here->in_code_system(a_care("old")).is_inactive);
    EXPECT_TRUE(here->in_code_system(a_care("Out")).is_deprecated);
    const CodeCheck plain = here->in_code_system(a_care("bath"));
    EXPECT_FALSE(plain.is_abstract || plain.is_inactive || plain.is_deprecated || plain.case_differs);
}

TEST(A_code, in_another_case_is_another_code_only_where_case_counts) {
    const TestLibrary here =
        library_of({care, "{'resourceType':'CodeSystem','url':'http://x.jp/any','content':'complete',"
                          "'concept':[{'code':'Ab'},{'code':'aB'}]}"});
    EXPECT_EQ(here->in_code_system(a_care("BATH")).exists, Tristate::no);
    const CodeCheck other_case = here->in_code_system({.system = "http://x.jp/any", .code = "AB"});
    EXPECT_EQ(other_case.exists, Tristate::yes);
    EXPECT_TRUE(other_case.case_differs);
    EXPECT_FALSE(here->in_code_system({.system = "http://x.jp/any", .code = "aB"}).case_differs);
}

TEST(A_code, of_a_version_that_is_not_here_cannot_be_checked) {
    const TestLibrary here = care_library();
    const CodeCheck other =
        here->in_code_system({.system = "http://x.jp/care", .version = "9", .code = "bath"});
    EXPECT_EQ(other.exists, Tristate::unknown);
    EXPECT_TRUE(other.version_differs);
    EXPECT_EQ(other.version, "2");
    EXPECT_EQ(to_text(other.unchecked), "code_system_version_absent: http://x.jp/care");
    const CodeCheck same =
        here->in_code_system({.system = "http://x.jp/care", .version = "2", .code = "bath"});
    EXPECT_EQ(same.exists, Tristate::yes);
}

TEST(A_display, is_compared_without_case_and_white_space) {
    const TestLibrary here = care_library();
    const auto display = [&](std::string_view text) {
        return here->in_code_system(a_care("bath", text)).display;
    };
    EXPECT_EQ(display(""), Display::not_given);
    EXPECT_EQ(display("入浴介助"), Display::right);
    EXPECT_EQ(display(" bathing ASSISTANCE"), Display::right);
    EXPECT_EQ(display("bathing"), Display::wrong);
    EXPECT_EQ(here->in_code_system(a_care("bare", "x")).display, Display::unknown);
    EXPECT_EQ(here->in_code_system(a_care("swim", "x")).display, Display::unknown);
}

TEST(A_display, is_right_in_the_requested_languages) {
    const TestLibrary here = care_library();
    const auto display = [&](std::string_view text, std::string_view languages) {
        return here->in_code_system(a_care("bath", text), {.languages = languages}).display;
    };
    EXPECT_EQ(display("入浴介助", "ja"), Display::right);
    EXPECT_EQ(display("入浴介助", "en"), Display::wrong);
    EXPECT_EQ(display("Hilfe beim Baden", "de"), Display::right);
    EXPECT_EQ(display("Bathing assistance", "de, en;q=0.5"), Display::right);
    EXPECT_EQ(display("入浴介助", "fr"), Display::default_language);
    EXPECT_EQ(display("bain", "fr"), Display::wrong);
}

TEST(Right_displays, are_those_of_the_languages) {
    const TestLibrary here = care_library();
    const auto texts = [&](std::string_view languages) {
        std::vector<std::string> out;
        for (const Designation& one : here->right_displays(a_care("bath"), {.languages = languages})) {
            out.push_back(one.value + " (" + one.language + ")");
        }
        return out;
    };
    EXPECT_THAT(texts("de"), ElementsAre("Hilfe beim Baden (de-CH)"));
    EXPECT_THAT(texts("fr"), ElementsAre("入浴介助 (ja)"));
    EXPECT_THAT(texts(""),
                ElementsAre("入浴介助 (ja)", "Bathing  assistance (en)", "Hilfe beim Baden (de-CH)"));
}

TEST(A_display, may_be_worded_by_the_value_set) {
    const TestLibrary here = library_of(
        {care, "{'resourceType':'ValueSet','url':'http://x.jp/set','compose':{'include':[{'system':"
               "'http://x.jp/care','concept':[{'code':'bath','display':'おふろ'}]}]}}"});
    EXPECT_EQ(here->validate("http://x.jp/set", a_care("bath", "おふろ")).code.display, Display::right);
    EXPECT_EQ(here->validate("http://x.jp/set", a_care("bath", "ごはん")).code.display, Display::wrong);
}

TEST(A_supplement, adds_displays_and_properties_but_no_codes) {
    const TestLibrary here = library_of(
        {care,
         "{'resourceType':'CodeSystem','url':'http://x.jp/care-fr','content':'supplement','supplements':"
         "'http://x.jp/care|2','property':[{'code':'weight','type':'integer'}],'concept':[{'code':'bath',"
         "'designation':[{'language':'fr','value':'Aide au "
         "bain'}],'property':[{'code':'weight','valueInteger':3}]},"
         "{'code':'swim'}]}",
         "{'resourceType':'ValueSet','url':'http://x.jp/heavy','compose':{'include':[{'system':'http://x.jp/"
         "care',"
         "'filter':[{'property':'weight','op':'=','value':'3'}]}]}}"});
    EXPECT_EQ(here->in_code_system(a_care("bath", "aide au bain"), {.languages = "fr"}).display,
              Display::right);
    EXPECT_EQ(here->in_code_system(a_care("swim")).exists, Tristate::no);
    EXPECT_EQ(here->in_code_system({.system = "http://x.jp/care-fr", .code = "bath"}).exists,
              Tristate::unknown);
    EXPECT_EQ(members_of(*here.terminology, "http://x.jp/heavy"), "bath");
}

TEST(Displays, are_the_same_in_every_script_with_capitals) {
    EXPECT_TRUE(same_display("ÄRZTIN", "ärztin"));
    EXPECT_TRUE(same_display("ΑΒΓ", "αβγ"));
    EXPECT_TRUE(same_display("ЖУК", "жук"));
    EXPECT_TRUE(same_display("ＡＢＣ　介護", "ａｂｃ 介護"));
    EXPECT_TRUE(same_display(" a \n b ", "A B"));
    EXPECT_FALSE(same_display("ab", "a b"));
    EXPECT_FALSE(same_display("a", "ab"));
    EXPECT_TRUE(same_display("\xE3\x81", "\xE3\x81")); // broken text compares as it is
    EXPECT_FALSE(same_display("\xE3\x81", "\xE3"));
}

TEST(A_binding, gives_a_result_its_severity) {
    using definitions::Strength;
    using diag::Severity;
    struct Row {
        Strength strength;
        std::optional<Severity> no;
        std::optional<Severity> exists; // in its own code system
        std::optional<Severity> unknown;
    };
    for (const Row& row :
         {Row{Strength::required, Severity::error, Severity::error, Severity::warning},
          Row{Strength::extensible, Severity::warning, Severity::information, Severity::warning},
          Row{Strength::preferred, Severity::information, Severity::information, {}},
          Row{Strength::example, {}, {}, {}}, Row{Strength::none, {}, {}, {}}}) {
        EXPECT_EQ(severity(row.strength, BindingKind::value_set, Tristate::no), row.no);
        EXPECT_EQ(severity(row.strength, BindingKind::value_set, Tristate::no, Tristate::no), row.no);
        EXPECT_EQ(severity(row.strength, BindingKind::value_set, Tristate::no, Tristate::yes), row.exists);
        EXPECT_EQ(severity(row.strength, BindingKind::value_set, Tristate::unknown), row.unknown);
        EXPECT_EQ(severity(row.strength, BindingKind::value_set, Tristate::yes), std::nullopt);
    }
    for (const Tristate exists : {Tristate::no, Tristate::unknown, Tristate::yes}) {
        EXPECT_EQ(severity(Strength::extensible, BindingKind::max_value_set, Tristate::no, exists),
                  Severity::error);
    }
    EXPECT_EQ(severity(Strength::extensible, BindingKind::max_value_set, Tristate::unknown),
              Severity::warning);
    EXPECT_EQ(severity(Strength::extensible, BindingKind::min_value_set, Tristate::no), std::nullopt);
}

} // namespace
} // namespace renkei::terminology::codes_test
