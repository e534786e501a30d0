// Structure maps as instances (R4 structuremap.html).
#include "tests/validate/definition_kit.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace renkei::validate::test::structure_map_rules_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A map of these groups, with these members of the map before them.
std::string map_of(std::string_view groups, std::string_view more = "") {
    return fmt::format("{{'resourceType':'StructureMap','url':'http://a.example/"
                       "m','name':'M','status':'draft',{}'group':[{}]}}",
                       more, groups);
}

// main(source src : Patient, target tgt : Person)
std::string group_of(std::string_view rules, std::string_view more = "") {
    return fmt::format("{{'name':'main','typeMode':'none',{}'input':[{{'name':'src','type':'Patient','mode':'"
                       "source'}},{{'name':'tgt','type':'Person','mode':'target'}}],"
                       "'rule':[{}]}}",
                       more, rules);
}

std::string rule_of(std::string_view source, std::string_view target, std::string_view more = "") {
    return fmt::format("{{'name':'r','source':[{{'context':'src'{}}}],'target':[{{{}}}]{}}}", source, target,
                       more);
}

constexpr std::string_view into_person = "'context':'tgt','contextType':'variable','element':'gender'";

std::vector<std::string> of_rule(std::string_view source, std::string_view target,
                                 std::string_view more = "") {
    return found_in(map_of(group_of(rule_of(source, target, more))));
}

TEST(Structure_maps, use_variables_that_are_defined) {
    const std::string copies = std::string(into_person) + ",'transform':'copy','parameter':[{'valueId':'g'}]";
    EXPECT_THAT(of_rule(",'element':'gender','variable':'g'", copies), IsEmpty());
    EXPECT_THAT(of_rule(",'element':'gender'", copies),
                ElementsAre("VD146 StructureMap.group[0].rule[0].target[0].parameter[0].value.ofType(id)"));
    EXPECT_THAT(of_rule("", "'context':'person','contextType':'variable','element':'gender'"),
                ElementsAre("VD146 StructureMap.group[0].rule[0].target[0].context"));
    EXPECT_THAT(of_rule("", "'context':'Person','contextType':'type','element':'gender'"), IsEmpty());
    EXPECT_THAT(found_in(map_of(group_of("{'name':'r','source':[{'context':'nothing'}]}"))),
                ElementsAre("VD146 StructureMap.group[0].rule[0].source[0].context"));
    // a type
    EXPECT_THAT(found_in(map_of(group_of("{'name':'r','source':[{'context':'Patient'}]}"))), IsEmpty());
}

TEST(Structure_maps, use_variables_of_a_rule_only_within_it) {
    const std::string uses = "{'name':'s','source':[{'context':'n'}]}";
    const std::string defines = "{'name':'r','source':[{'context':'src','element':'name','variable':'n'}]";
    EXPECT_THAT(found_in(map_of(group_of(defines + ",'rule':[" + uses + "]}"))), IsEmpty());
    EXPECT_THAT(found_in(map_of(group_of(defines + "}," + uses))),
                ElementsAre("VD146 StructureMap.group[0].rule[1].source[0].context"));
}

TEST(Structure_maps, name_elements_that_exist) {
    EXPECT_THAT(of_rule(",'element':'gander'", into_person),
                ElementsAre("VD149 StructureMap.group[0].rule[0].source[0].element"));
    EXPECT_THAT(of_rule("", "'context':'tgt','contextType':'variable','element':'deceased'"),
                ElementsAre("VD149 StructureMap.group[0].rule[0].target[0].element"));
    // deceased[x] by either name
    for (const char* const element : {"deceased", "deceasedBoolean", "contact", "extension", "id"}) {
        EXPECT_THAT(of_rule(fmt::format(",'element':'{}'", element), into_person), IsEmpty()) << element;
    }
    // along variables, into the types of their elements
    const auto inner = [](std::string_view element) {
        return found_in(map_of(group_of(rule_of(
            ",'element':'contact','variable':'c'", into_person,
            fmt::format(",'rule':[{{'name':'s','source':[{{'context':'c','element':'{}'}}]}}]", element)))));
    };
    EXPECT_THAT(inner("relationship"), IsEmpty());
    EXPECT_THAT(inner("birthDate"),
                ElementsAre("VD149 StructureMap.group[0].rule[0].rule[0].source[0].element"));
}

TEST(Structure_maps, of_structures_that_are_not_of_R4_are_not_checked_by_its_types) {
    const std::string rule = group_of(rule_of(",'element':'animal'", into_person));
    EXPECT_THAT(found_in(map_of(rule)), ElementsAre("VD149 StructureMap.group[0].rule[0].source[0].element"));
    EXPECT_THAT(
        found_in(map_of(
            rule,
            "'structure':[{'url':'http://hl7.org/fhir/3.0/StructureDefinition/Patient','mode':'source'}],")),
        IsEmpty());
    EXPECT_THAT(found_in(map_of(rule, "'structure':[{'url':'http://a.example/StructureDefinition/"
                                      "x','mode':'source','alias':'Patient'}],")),
                IsEmpty());
    EXPECT_THAT(found_in(map_of(rule, "'import':['http://a.example/other'],")), IsEmpty());
}

TEST(Structure_maps, have_expressions_that_can_be_read) {
    for (const char* const name : {"condition", "check", "logMessage"}) {
        EXPECT_THAT(of_rule(fmt::format(",'{}':'gender.exists()'", name), into_person), IsEmpty()) << name;
        EXPECT_THAT(of_rule(fmt::format(",'{}':'gender.('", name), into_person),
                    ElementsAre(fmt::format("VD145 StructureMap.group[0].rule[0].source[0].{}", name)));
    }
    const auto evaluated = [](std::string_view expression) {
        return of_rule("", fmt::format("{},'transform':'evaluate','parameter':[{{'valueString':'{}'}}]",
                                       into_person, expression));
    };
    EXPECT_THAT(evaluated("today()"), IsEmpty());
    EXPECT_THAT(
        evaluated("today("),
        ElementsAre("VD145 StructureMap.group[0].rule[0].target[0].parameter[0].value.ofType(string)"));
}

TEST(Structure_maps, have_expressions_over_types_of_other_models) {
    EXPECT_THAT(of_rule(",'condition':'value is CD'", into_person), IsEmpty());
    EXPECT_THAT(of_rule(",'check':'value.ofType(IVL_TS).exists()'", into_person), IsEmpty());
}

TEST(Structure_maps, of_other_models_are_not_narrowed_to_types_of_R4) {
    const std::string rule = rule_of(",'element':'home','type':'Address','variable':'a'", into_person,
                                     ",'rule':[{'name':'s','source':[{'context':'a','element':'street'}]}]");
    EXPECT_THAT(found_in(map_of(group_of(rule), "'structure':[{'url':'http://a.example/StructureDefinition/"
                                                "x','mode':'source','alias':'Patient'}],")),
                IsEmpty());
}

TEST(Structure_maps, call_groups_that_are_there) {
    const auto calling = [](std::string_view name, std::string_view variable, std::string_view more = "") {
        return found_in(
            map_of(group_of(rule_of(
                       "", into_person,
                       fmt::format(",'dependent':[{{'name':'{}','variable':['{}']}}]", name, variable))),
                   more));
    };
    EXPECT_THAT(calling("main", "src"), IsEmpty());
    EXPECT_THAT(calling("r", "src"), IsEmpty()); // a rule
    EXPECT_THAT(calling("other", "src"),
                ElementsAre("VD147 StructureMap.group[0].rule[0].dependent[0].name"));
    EXPECT_THAT(calling("other", "src", "'import':['http://a.example/other'],"), IsEmpty());
    EXPECT_THAT(calling("main", "x"),
                ElementsAre("VD146 StructureMap.group[0].rule[0].dependent[0].variable[0]"));
    EXPECT_THAT(found_in(map_of(group_of(rule_of("", into_person), "'extends':'none',"))),
                ElementsAre("VD147 StructureMap.group[0].extends"));
}

TEST(Structure_maps, have_groups_and_inputs_with_names_of_their_own) {
    const std::string group = group_of(rule_of("", into_person));
    EXPECT_THAT(found_in(map_of(group + "," + group)), ElementsAre("VD148 StructureMap.group[1].name"));
    EXPECT_THAT(found_in(map_of("{'name':'g','typeMode':'none','input':[{'name':'a','mode':'source'},{'name':"
                                "'a','mode':'target'}],"
                                "'rule':[{'name':'r','source':[{'context':'a'}]}]}")),
                ElementsAre("VD148 StructureMap.group[0].input[1].name"));
}

} // namespace
} // namespace renkei::validate::test::structure_map_rules_test
