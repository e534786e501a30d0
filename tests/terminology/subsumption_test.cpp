// Which of two codes is the wider one.
#include "tests/terminology/definitions.h"
#include <gtest/gtest.h>

namespace renkei::terminology::subsumption_test {
namespace {

constexpr std::string_view food =
    "{'resourceType':'CodeSystem','url':'http://x.jp/food','version':'3','name':'Food','content':'complete',"
    "'caseSensitive':true,'property':[{'code':'child','uri':'http://hl7.org/fhir/concept-properties#child',"
    "'type':'code'}],'concept':[{'code':'rice','display':'ごはん','designation':[{'language':'en','value':'"
    "Rice'}],"
    "'property':[{'code':'energy','valueInteger':156},{'code':'child','valueCode':'onigiri'}],'concept':[{'"
    "code':"
    "'okayu','display':'おかゆ'}]},{'code':'onigiri','display':'おにぎり'},{'code':'milk','display':'牛乳'}]"
    "}";

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

} // namespace
} // namespace renkei::terminology::subsumption_test
