// The larger questions: expansions by pages, everything about a code, translations, subsumption.
#include "tests/terminology/definitions.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::terminology::questions_test {
namespace {

using testing::ElementsAre;

constexpr std::string_view food =
    "{'resourceType':'CodeSystem','url':'http://x.jp/food','version':'3','name':'Food','content':'complete',"
    "'caseSensitive':true,'property':[{'code':'child','uri':'http://hl7.org/fhir/concept-properties#child',"
    "'type':'code'}],'concept':[{'code':'rice','display':'ごはん','designation':[{'language':'en','value':'"
    "Rice'}],"
    "'property':[{'code':'energy','valueInteger':156},{'code':'child','valueCode':'onigiri'}],'concept':[{'"
    "code':"
    "'okayu','display':'おかゆ'}]},{'code':'onigiri','display':'おにぎり'},{'code':'milk','display':'牛乳'}]"
    "}";
constexpr std::string_view all =
    "{'resourceType':'ValueSet','url':'http://x.jp/all','compose':{'include':[{'system':"
    "'http://x.jp/food'}]}}";

Coding a_food(std::string_view code) { return {.system = "http://x.jp/food", .code = code}; }

TEST(An_expansion, is_given_in_pages) {
    const TestLibrary here = library_of({food, all});
    const Expansion page = here->expand("http://x.jp/all", {.offset = 1, .count = 2});
    EXPECT_EQ(codes(page), "okayu onigiri");
    EXPECT_EQ(page.total, 4U);
    EXPECT_EQ(codes(here->expand("http://x.jp/all", {.offset = 9})), "");
    EXPECT_EQ(here->expand("http://x.jp/all", {.count = 0}).total, 4U);
}

TEST(An_expansion, can_be_searched_by_code_and_display) {
    const TestLibrary here = library_of({food, all});
    EXPECT_EQ(codes(here->expand("http://x.jp/all", {.filter = "おに"})), "onigiri");
    EXPECT_EQ(codes(here->expand("http://x.jp/all", {.filter = "IL"})), "milk");
}

TEST(An_expansion, says_when_it_is_too_large) {
    const TestLibrary here = library_of({food, all});
    const Expansion cut = here->expand("http://x.jp/all", {.most = 0});
    EXPECT_EQ(cut.unchecked.why, Unchecked::too_costly);
}

TEST(An_expansion, names_displays_and_versions) {
    const TestLibrary here = library_of({food, all});
    const Expansion whole = here->expand("http://x.jp/all");
    ASSERT_EQ(whole.members.size(), 4U);
    EXPECT_EQ(whole.members[3].display, "牛乳");
    EXPECT_EQ(whole.members[3].system, "http://x.jp/food");
    EXPECT_EQ(whole.members[3].version, "3");
}

TEST(A_lookup, gives_what_the_code_system_says) {
    const TestLibrary here = library_of({food});
    const auto rice = here->lookup(a_food("rice"));
    ASSERT_TRUE(rice);
    EXPECT_EQ(rice->name, "Food");
    EXPECT_EQ(rice->version, "3");
    EXPECT_EQ(rice->display, "ごはん");
    ASSERT_EQ(rice->designations.size(), 1U);
    EXPECT_EQ(rice->designations[0].value, "Rice");
    ASSERT_EQ(rice->properties.size(), 2U);
    EXPECT_EQ(rice->properties[0].code + "=" + rice->properties[0].value, "energy=156");
    EXPECT_THAT(rice->children, ElementsAre("okayu", "onigiri"));
    EXPECT_THAT(here->lookup(a_food("onigiri"))->parents, ElementsAre("rice"));
    EXPECT_FALSE(here->lookup(a_food("stone")));
    EXPECT_FALSE(here->lookup({.system = "http://y.jp", .code = "1"}));
}

TEST(Subsumption, follows_nesting_and_properties) {
    const TestLibrary here = library_of({food});
    const auto between = [&](std::string_view a, std::string_view b) {
        return here->subsumes("http://x.jp/food", a, b);
    };
    EXPECT_EQ(between("rice", "okayu"), Subsumption::subsumes);
    EXPECT_EQ(between("onigiri", "rice"), Subsumption::subsumed_by);
    EXPECT_EQ(between("rice", "rice"), Subsumption::equivalent);
    EXPECT_EQ(between("rice", "milk"), Subsumption::not_subsumed);
    EXPECT_EQ(between("rice", "stone"), Subsumption::unknown);
    EXPECT_EQ(here->subsumes("http://y.jp", "a", "b"), Subsumption::unknown);
}

TEST(Subsumption, is_unknown_where_the_hierarchy_means_something_else) {
    const TestLibrary here = library_of(
        {"{'resourceType':'CodeSystem','url':'http://x.jp/p','hierarchyMeaning':'part-of','content':"
         "'complete','concept':[{'code':'a','concept':[{'code':'b'}]}]}"});
    EXPECT_EQ(here->subsumes("http://x.jp/p", "a", "b"), Subsumption::unknown);
    EXPECT_EQ(here->subsumes("http://x.jp/p", "a", "a"), Subsumption::equivalent);
}

constexpr std::string_view map = "{'resourceType':'ConceptMap','url':'http://x.jp/"
                                 "map','group':[{'source':'http://x.jp/food','target':'http://t',"
                                 "'element':[{'code':'rice','target':[{'code':'R','display':'Rice','"
                                 "equivalence':'equivalent'},{'code':'GRAIN',"
                                 "'equivalence':'wider'}]},{'code':'stone','target':[{'equivalence':'"
                                 "unmatched'}]}],'unmapped':{'mode':'fixed',"
                                 "'code':'OTHER'}},{'source':'http://x.jp/food','target':'http://"
                                 "u','element':[],'unmapped':{'mode':'provided'}}]}";

std::string said(const Translation& translation) {
    std::string out;
    for (const MappedCode& match : translation.matches) {
        out += std::string(match.equivalence) + " " + std::string(match.target.system) + "#" +
               std::string(match.target.code) + "; ";
    }
    return out + (translation.found == Tristate::yes  ? "yes"
                  : translation.found == Tristate::no ? "no"
                                                      : "unknown");
}

TEST(A_translation, follows_the_map_and_its_rule_for_the_rest) {
    const TestLibrary here = library_of({map});
    EXPECT_EQ(said(here->translate(a_food("rice"), "http://x.jp/map", "http://t")),
              "equivalent http://t#R; wider http://t#GRAIN; yes");
    EXPECT_EQ(said(here->translate(a_food("stone"), "http://x.jp/map", "http://t")), "no");
    EXPECT_EQ(said(here->translate(a_food("milk"), "http://x.jp/map", "http://t")),
              "relatedto http://t#OTHER; yes");
    EXPECT_EQ(said(here->translate(a_food("milk"), "", "http://u")), "equivalent http://u#milk; yes");
    EXPECT_EQ(said(here->translate({.system = "http://y.jp", .code = "1"}, "")), "unknown");
    EXPECT_EQ(said(here->translate(a_food("rice"), "http://x.jp/none")), "unknown");
}

TEST(A_translation, works_in_both_directions) {
    const TestLibrary here = library_of({map});
    EXPECT_EQ(said(here->translate_back({.system = "http://t", .code = "GRAIN"}, "http://x.jp/map")),
              "wider http://x.jp/food#rice; yes");
    EXPECT_EQ(said(here->translate_back({.system = "http://t", .code = "Z"}, "")), "no");
}

TEST(A_translation, may_go_on_in_another_map_but_not_in_circles) {
    const auto circle = [](std::string_view url, std::string_view next) {
        return "{'resourceType':'ConceptMap','url':'" + std::string(url) +
               "','group':[{'source':'http://s','target':'http://"
               "t','element':[],'unmapped':{'mode':'other-map',"
               "'url':'" +
               std::string(next) + "'}}]}";
    };
    const TestLibrary here = library_of(
        {circle("http://m/1", "http://m/2"), circle("http://m/2", "http://m/1"),
         circle("http://m/3", "http://m/none"), circle("http://m/5", "http://m/6"),
         "{'resourceType':'ConceptMap','url':'http://m/6','group':[{'source':'http://s','target':"
         "'http://t','element':[{'code':'1','target':[{'code':'one','equivalence':'equal'}]}]}]}"});
    const Coding one{.system = "http://s", .code = "1"};
    EXPECT_EQ(said(here->translate(one, "http://m/1")), "no");
    EXPECT_EQ(said(here->translate(one, "http://m/3")), "unknown");
    EXPECT_EQ(said(here->translate(one, "http://m/5")), "equal http://t#one; yes");
}

} // namespace
} // namespace renkei::terminology::questions_test
