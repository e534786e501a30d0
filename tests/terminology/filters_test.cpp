// Filters of value sets: each operator on a small tree, and what is not understood.
#include "tests/terminology/definitions.h"
#include <gtest/gtest.h>

namespace renkei::terminology::filters_test {
namespace {

// a ─ b ─ c      e has the second parent b by a property; its colour is red
//   └ d    e
constexpr std::string_view letters =
    "{'resourceType':'CodeSystem','url':'http://x.jp/"
    "l','content':'complete','caseSensitive':true,'property':["
    "{'code':'up','uri':'http://hl7.org/fhir/concept-properties#parent','type':'code'},{'code':'colour',"
    "'type':'string'},{'code':'kind','type':'Coding'}],'concept':[{'code':'a','display':'Alpha','concept':["
    "{'code':'b','display':'Beta','concept':[{'code':'c','display':'Gamma'}]},{'code':'d'}]},{'code':'e','"
    "property':["
    "{'code':'up','valueCode':'b'},{'code':'colour','valueString':'red'},{'code':'kind','valueCoding':{'"
    "system':"
    "'http://k','code':'vowel'}}]}]}";

std::string members(std::string_view filters) {
    const std::string set =
        "{'resourceType':'ValueSet','url':'http://x.jp/set','compose':{'include':[{'system':"
        "'http://x.jp/l','filter':[" +
        std::string(filters) + "]}]}}";
    const TestLibrary here = library_of({letters, set});
    return members_of(*here.terminology, "http://x.jp/set");
}
std::string members(std::string_view property, std::string_view op, std::string_view value) {
    return members("{'property':'" + std::string(property) + "','op':'" + std::string(op) + "','value':'" +
                   std::string(value) + "'}");
}

TEST(Filters, follow_the_hierarchy_with_parents_by_property) {
    EXPECT_EQ(members("concept", "is-a", "b"), "b c e");
    EXPECT_EQ(members("concept", "descendent-of", "b"), "c e");
    EXPECT_EQ(members("concept", "is-not-a", "b"), "a d");
    EXPECT_EQ(members("concept", "generalizes", "e"), "a b e");
    EXPECT_EQ(members("code", "is-a", "c"), "c");
    EXPECT_EQ(members("concept", "is-a", "none"), "");
    EXPECT_EQ(members("up", "=", "b"), "c e");
    EXPECT_EQ(members("parent", "=", "a"), "b d");
    EXPECT_EQ(members("child", "=", "c"), "b");
}

TEST(Filters, compare_codes_displays_and_properties) {
    EXPECT_EQ(members("concept", "=", "d"), "d");
    EXPECT_EQ(members("concept", "in", "a, d,x"), "a d");
    EXPECT_EQ(members("concept", "not-in", "a,d"), "b c e");
    EXPECT_EQ(members("code", "regex", "[a-c]"), "a b c");
    EXPECT_EQ(members("display", "regex", "et"), ""); // the whole display, not a part
    EXPECT_EQ(members("display", "regex", ".et.*"), "b");
    EXPECT_EQ(members("display", "exists", "false"), "d e");
    EXPECT_EQ(members("colour", "=", "red"), "e");
    EXPECT_EQ(members("colour", "exists", "false"), "a b c d");
    EXPECT_EQ(members("colour", "not-in", "red"), "a b c d");
    EXPECT_EQ(members("kind", "=", "vowel"), "e");
}

TEST(Filters, hold_all_together) {
    EXPECT_EQ(
        members("{'property':'concept','op':'is-a','value':'a'},{'property':'display','op':'exists','value':"
                "'true'}"),
        "a b c");
}

TEST(Filters, that_are_not_understood_leave_the_set_open) {
    EXPECT_EQ(members("size", "=", "1"), " …");
    EXPECT_EQ(members("concept", "sounds-like", "a"), " …");
    EXPECT_EQ(members("colour", "is-a", "red"), " …");
    EXPECT_EQ(members("colour", "exists", "maybe"), " …");
    EXPECT_EQ(members("code", "regex", "(a)\\\\1"), " …");
    EXPECT_EQ(members("code", "regex", "("), " …");
}

TEST(A_filter, that_is_not_understood_is_named_and_says_nothing_about_codes_that_do_not_exist) {
    const TestLibrary here = library_of(
        {letters, "{'resourceType':'ValueSet','url':'http://x.jp/set','compose':{'include':[{"
                  "'system':'http://x.jp/l','filter':[{'property':'size','op':'=','value':'1'}]}]}}"});
    const MembershipResult open = here->validate("http://x.jp/set", {.system = "http://x.jp/l", .code = "a"});
    EXPECT_EQ(open.member, Tristate::unknown);
    EXPECT_EQ(to_text(open.unchecked), "filter_not_supported: size = 1");
    EXPECT_EQ(here->validate("http://x.jp/set", {.system = "http://x.jp/l", .code = "z"}).member,
              Tristate::no);
}

} // namespace
} // namespace renkei::terminology::filters_test
