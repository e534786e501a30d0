// Which codes are members of a value set, which are not, and when that is unknown.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/terminology/unchecked_finding.h"

#include "tests/terminology/definitions.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::terminology::members_test {
namespace {

constexpr std::string_view tea =
    "{'resourceType':'CodeSystem','url':'http://x.jp/"
    "tea','version':'1','content':'complete','caseSensitive':true,"
    "'concept':[{'code':'green','display':'緑茶','concept':[{'code':'sencha','display':'煎茶'},"
    "{'code':'matcha','display':'抹茶'}]},{'code':'black','display':'紅茶'}]}";
constexpr std::string_view some_tea = "{'resourceType':'CodeSystem','url':'http://x.jp/"
                                      "some-tea','content':'fragment','concept':[{'code':'a'}]}";

std::string set(std::string_view url, std::string_view compose) {
    return "{'resourceType':'ValueSet','url':'http://x.jp/" + std::string(url) + "','compose':{" +
           std::string(compose) + "}}";
}

std::string say(const MembershipResult& membership) {
    if (membership.member == Tristate::unknown) {
        return to_text(membership.unchecked);
    }
    return membership.member == Tristate::yes ? "yes" : "no";
}

// What a value set with this compose says about a code.
std::string ask(std::string_view compose, const Coding& coding) {
    const auto here = library_of({tea, some_tea, set("set", compose)});
    return say(here->validate("http://x.jp/set", coding));
}
Coding a_tea(std::string_view code) { return {.system = "http://x.jp/tea", .code = code}; }

TEST(A_value_set, of_a_whole_system_holds_its_codes) {
    EXPECT_EQ(ask("'include':[{'system':'http://x.jp/tea'}]", a_tea("matcha")), "yes");
    EXPECT_EQ(ask("'include':[{'system':'http://x.jp/tea'}]", a_tea("coffee")), "no");
    EXPECT_EQ(ask("'include':[{'system':'http://x.jp/tea'}]", {.system = "http://x.jp/b", .code = "matcha"}),
              "no");
}

TEST(A_value_set, of_listed_codes_needs_no_code_system) {
    constexpr std::string_view listed =
        "'include':[{'system':'http://b','concept':[{'code':'1'},{'code':'2'}]}]";
    EXPECT_EQ(ask(listed, {.system = "http://b", .code = "2"}), "yes");
    EXPECT_EQ(ask(listed, {.system = "http://b", .code = "3"}), "no");
}

TEST(A_value_set, of_a_system_that_is_not_here_cannot_be_checked) {
    constexpr std::string_view absent = "'include':[{'system':'http://snomed.info/sct','filter':[{'property':"
                                        "'concept','op':'is-a','value':'1'}]},{'system':'http://x.jp/tea'}]";
    EXPECT_EQ(ask(absent, {.system = "http://snomed.info/sct", .code = "73211009"}),
              "code_system_absent: http://snomed.info/sct");
    EXPECT_EQ(ask(absent, a_tea("black")), "yes");
    EXPECT_EQ(ask(absent, a_tea("coffee")), "no");
}

TEST(A_value_set, of_a_fragment_knows_only_what_is_in_it) {
    constexpr std::string_view fragment = "'include':[{'system':'http://x.jp/some-tea'}]";
    EXPECT_EQ(ask(fragment, {.system = "http://x.jp/some-tea", .code = "a"}), "yes");
    EXPECT_EQ(ask(fragment, {.system = "http://x.jp/some-tea", .code = "b"}),
              "code_system_partial: http://x.jp/some-tea");
}

TEST(A_value_set, that_excludes_has_less) {
    constexpr std::string_view without = "'include':[{'system':'http://x.jp/tea'}],'exclude':[{'system':"
                                         "'http://x.jp/tea','concept':[{'code':'black'}]}]";
    EXPECT_EQ(ask(without, a_tea("black")), "no");
    EXPECT_EQ(ask(without, a_tea("green")), "yes");
}

TEST(A_value_set, in_a_version_that_is_not_here_cannot_be_checked) {
    EXPECT_EQ(ask("'include':[{'system':'http://x.jp/tea','version':'7'}]", a_tea("black")),
              "code_system_version_absent: http://x.jp/tea");
    EXPECT_EQ(ask("'include':[{'system':'http://x.jp/tea','version':'1'}]", a_tea("black")), "yes");
}

TEST(A_value_set, that_is_not_here_or_says_nothing_cannot_be_checked) {
    const auto here = library_of({tea, "{'resourceType':'ValueSet','url':'http://x.jp/bare'}"});
    EXPECT_EQ(say(here->validate("http://x.jp/none", a_tea("black"))), "value_set_absent: http://x.jp/none");
    EXPECT_EQ(say(here->validate("http://x.jp/bare", a_tea("black"))),
              "value_set_undefined: http://x.jp/bare");
    EXPECT_FALSE(here->has_value_set("http://x.jp/none"));
    EXPECT_TRUE(here->has_value_set("http://x.jp/bare"));
}

TEST(A_value_set, with_only_an_expansion_is_its_expansion) {
    const auto here =
        library_of({"{'resourceType':'ValueSet','url':'http://x.jp/e','expansion':{'total':2,'contains':["
                    "{'system':'http://b','code':'1','contains':[{'system':'http://b','code':'2'}]}]}}",
                    "{'resourceType':'ValueSet','url':'http://x.jp/cut','expansion':{'total':9,'contains':["
                    "{'system':'http://b','code':'1'}]}}"});
    EXPECT_EQ(say(here->validate("http://x.jp/e", {.system = "http://b", .code = "2"})), "yes");
    EXPECT_EQ(say(here->validate("http://x.jp/e", {.system = "http://b", .code = "3"})), "no");
    EXPECT_EQ(say(here->validate("http://x.jp/cut", {.system = "http://b", .code = "1"})), "yes");
    EXPECT_EQ(say(here->validate("http://x.jp/cut", {.system = "http://b", .code = "3"})),
              "too_costly: http://x.jp/cut");
}

TEST(Imports, of_one_include_are_met_all_together_and_of_several_one_by_one) {
    const std::string green =
        set("green", "'include':[{'system':'http://x.jp/tea','concept':[{'code':'green'},"
                     "{'code':'matcha'}]}]");
    const std::string powder =
        set("powder", "'include':[{'system':'http://x.jp/tea','concept':[{'code':'matcha'},"
                      "{'code':'black'}]}]");
    const auto here = library_of(
        {tea, green, powder,
         set("both", "'include':[{'valueSet':['http://x.jp/green','http://x.jp/powder']}]"),
         set("any", "'include':[{'valueSet':['http://x.jp/green']},{'valueSet':["
                    "'http://x.jp/powder']}]"),
         set("of-tea", "'include':[{'system':'http://x.jp/tea','valueSet':['http://x.jp/green']}]"),
         set("more", "'include':[{'system':'http://x.jp/tea','valueSet':['http://x.jp/none']}]")});
    EXPECT_EQ(members_of(*here.terminology, "http://x.jp/both"), "matcha");
    EXPECT_EQ(members_of(*here.terminology, "http://x.jp/any"), "green matcha black");
    EXPECT_EQ(members_of(*here.terminology, "http://x.jp/of-tea"), "green matcha");
    EXPECT_EQ(members_of(*here.terminology, "http://x.jp/more"), " …");
    EXPECT_EQ(say(here->validate("http://x.jp/both", a_tea("green"))), "no");
    EXPECT_EQ(say(here->validate("http://x.jp/any", a_tea("green"))), "yes");
    EXPECT_EQ(say(here->validate("http://x.jp/more", a_tea("green"))), "import_absent: http://x.jp/none");
    EXPECT_EQ(say(here->validate("http://x.jp/more", a_tea("coffee"))), "no");
}

TEST(A_cycle_of_imports, is_named) {
    const auto here =
        library_of({tea, set("a", "'include':[{'valueSet':['http://x.jp/b']}]"),
                    set("b", "'include':[{'valueSet':['http://x.jp/a']},{'system':'http://x.jp/tea'}]"),
                    set("self", "'include':[{'valueSet':['http://x.jp/self']}]")});
    EXPECT_EQ(say(here->validate("http://x.jp/self", a_tea("black"))), "value_set_cyclic: http://x.jp/self");
    EXPECT_EQ(say(here->validate("http://x.jp/a", a_tea("black"))), "yes");
    EXPECT_EQ(say(here->validate("http://x.jp/a", a_tea("coffee"))), "value_set_cyclic: http://x.jp/a");
}

TEST(Another_version_of_the_same_set, may_be_imported) {
    const auto versioned = [](std::string_view version, std::string_view include) {
        return "{'resourceType':'ValueSet','url':'http://x.jp/v','version':'" + std::string(version) +
               "','compose':{'include':[" + std::string(include) + "]}}";
    };
    const auto here = library_of({tea, versioned("1", "{'system':'http://x.jp/tea'}"),
                                  versioned("2", "{'valueSet':['http://x.jp/v|1']}")});
    EXPECT_EQ(say(here->validate("http://x.jp/v|2", a_tea("black"))), "yes");
    EXPECT_EQ(say(here->validate("http://x.jp/v|2", a_tea("coffee"))), "no");
    EXPECT_EQ(say(here->validate("http://x.jp/v|3", a_tea("black"))), "value_set_absent: http://x.jp/v|3");
}

TEST(What_could_not_be_checked, has_a_sentence_of_its_own) {
    for (auto why = Unchecked::value_set_absent; why <= Unchecked::too_costly;
         why = static_cast<Unchecked>(static_cast<int>(why) + 1)) {
        const std::string text = to_text({why, "x"});
        std::string id = "terms-" + text.substr(0, text.find(':'));
        std::ranges::replace(id, '_', '-');
        EXPECT_EQ(diag::row(finding({why, "x"}, {}).message).id, id);
    }
}

TEST(An_implicit_value_set, holds_all_codes_of_its_code_system) {
    const auto here = library_of(
        {tea, "{'resourceType':'CodeSystem','url':'http://x.jp/cup','valueSet':'http://x.jp/all-cups',"
              "'content':'complete','concept':[{'code':'small'}]}"});
    EXPECT_EQ(say(here->validate("http://x.jp/all-cups", {.system = "http://x.jp/cup", .code = "small"})),
              "yes");
    EXPECT_EQ(say(here->validate("http://x.jp/all-cups", {.system = "http://x.jp/cup", .code = "big"})),
              "no");
    EXPECT_EQ(members_of(*here.terminology, "http://x.jp/tea?fhir_vs"), "green sencha matcha black");
    EXPECT_EQ(members_of(*here.terminology, "http://x.jp/tea?fhir_vs=isa/green"), "green sencha matcha");
    EXPECT_FALSE(here->has_value_set("http://x.jp/none?fhir_vs"));
}

TEST(A_value_set, without_inactive_codes_says_so) {
    const auto here = library_of(
        {"{'resourceType':'CodeSystem','url':'http://x.jp/s','content':'complete','concept':[{'code':'old',"
         "'property':[{'code':'inactive','valueBoolean':true}]},{'code':'new'}]}",
         set("active", "'inactive':false,'include':[{'system':'http://x.jp/s'}]"),
         set("all", "'include':[{'system':'http://x.jp/s'}]")});
    const Coding old{.system = "http://x.jp/s", .code = "old"};
    EXPECT_EQ(say(here->validate("http://x.jp/active", old)), "no");
    EXPECT_EQ(say(here->validate("http://x.jp/all", old)), "yes");
    EXPECT_TRUE(here->validate("http://x.jp/all", old).code.is_inactive);
    EXPECT_EQ(members_of(*here.terminology, "http://x.jp/active"), "new");
}

TEST(A_value_set, in_a_document_is_checked_like_any_other) {
    const auto here = library_of({tea});
    constexpr std::string_view json =
        R"({"resourceType":"ValueSet","compose":{"include":[{"system":"http://x.jp/tea",
        "concept":[{"code":"bl\u0061ck"}]}]}})";
    json::Tree tree;
    json::Parser parser;
    ASSERT_TRUE(parser.parse(json, tree));
    const auto local = here->local(tree, json::Tree::root);
    EXPECT_EQ(say(here->validate(here->handle(*local), a_tea("black"))), "yes");
    EXPECT_EQ(say(here->validate(here->handle(*local), a_tea("green"))), "no");
}

TEST(A_code_without_system, gets_the_system_of_the_value_set) {
    const auto here =
        library_of({tea, set("tea", "'include':[{'system':'http://x.jp/tea'}]"),
                    set("two", "'include':[{'system':'http://x.jp/tea'},{'system':'http://b','concept':["
                               "{'code':'black'},{'code':'white'}]}]"),
                    set("open", "'include':[{'system':'http://x.jp/tea'},{'system':'http://c'}]")});
    EXPECT_EQ(here->validate_code("http://x.jp/tea", "black").system, "http://x.jp/tea");
    EXPECT_EQ(here->validate_code("http://x.jp/tea", "black").system_use, SystemUse::inferred);
    EXPECT_EQ(say(here->validate_code("http://x.jp/tea", "coffee")), "no");
    EXPECT_EQ(here->validate_code("http://x.jp/tea", "coffee").code.exists, Tristate::no);
    EXPECT_EQ(here->validate_code("http://x.jp/two", "white").system, "http://b");
    EXPECT_EQ(here->validate_code("http://x.jp/two", "black").system_use, SystemUse::ambiguous);
    EXPECT_EQ(say(here->validate_code("http://x.jp/two", "black")), "yes");
    EXPECT_EQ(say(here->validate_code("http://x.jp/open", "coffee")), "code_system_absent: http://c");
}

TEST(A_coding, without_a_valid_system_differs_from_a_wrong_code) {
    const auto here = library_of({tea, set("tea", "'include':[{'system':'http://x.jp/tea'}]")});
    const auto use = [&](std::string_view system) {
        return here->validate("http://x.jp/tea", {.system = system, .code = "black"}).system_use;
    };
    EXPECT_EQ(use("http://x.jp/tea"), SystemUse::given);
    EXPECT_EQ(use(""), SystemUse::missing);
    EXPECT_EQ(use("tea"), SystemUse::not_absolute);
    EXPECT_EQ(use("http://y.jp/tea"), SystemUse::given);
    EXPECT_EQ(here->validate("http://x.jp/tea", {.system = "", .code = "black"}).member, Tristate::no);
}

TEST(A_coding, whose_system_is_a_value_set_is_reported) {
    const auto here = library_of({tea, set("tea-set", "'include':[{'system':'http://x.jp/tea'}]")});
    EXPECT_EQ(
        here->validate("http://x.jp/tea-set", {.system = "http://x.jp/tea-set", .code = "black"}).system_use,
        SystemUse::is_value_set);
}

TEST(A_concept, is_a_member_if_one_of_its_codings_is) {
    const auto here =
        library_of({tea, set("tea", "'include':[{'system':'http://x.jp/tea'},{'system':'http://c'}]")});
    const ValueSetHandle handle = here->value_set("http://x.jp/tea");
    const auto member = [&](std::initializer_list<Coding> codings) {
        return here->validate(handle, std::span(codings.begin(), codings.size())).member;
    };
    const Coding open{.system = "http://c", .code = "1"};
    EXPECT_EQ(member({}), Tristate::no);
    EXPECT_EQ(member({a_tea("coffee")}), Tristate::no);
    EXPECT_EQ(member({a_tea("coffee"), open}), Tristate::unknown);
    EXPECT_EQ(member({a_tea("coffee"), open, a_tea("green")}), Tristate::yes);
}

TEST(A_membership_result, knows_whether_the_value_set_takes_codes_from_the_system) {
    const auto here = library_of({tea, set("tea", "'include':[{'system':'http://x.jp/tea'}]"),
                                  set("open", "'include':[{'valueSet':['http://x.jp/none']}]")});
    const Coding other{.system = "http://c", .code = "1"};
    EXPECT_EQ(here->validate("http://x.jp/tea", other).system_in_set, Tristate::no);
    EXPECT_EQ(here->validate("http://x.jp/tea", a_tea("coffee")).system_in_set, Tristate::yes);
    EXPECT_EQ(here->validate("http://x.jp/open", other).system_in_set, Tristate::unknown);
}

} // namespace
} // namespace renkei::terminology::members_test
