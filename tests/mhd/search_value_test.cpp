#include "gateway/core/json/parser.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/network/mhd/search/search_request.h"
#include "gateway/network/mhd/search/search_value.h"
#include "generated/messages/documents.h"
#include "generated/messages/mhd.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace renkei::mhd::search_value_test {
namespace {

bool finds(const std::string& wanted, const std::string& element) {
    json::Tree tree;
    EXPECT_TRUE(json::Parser().parse(element, tree));
    return matches(read_token(wanted), tree, json::Tree::root);
}

bool in_time(const std::string& wanted, const std::string& found) {
    const auto value = read_date(wanted);
    const auto span = parse_date_range(found);
    EXPECT_TRUE(value && span) << wanted << " " << found;
    return value && span && matches(*value, *span);
}

TEST(Token, asks_for_system_and_code_or_one_of_them) {
    const std::string coding = R"({"system":"s","code":"c"})";
    EXPECT_TRUE(finds("s|c", coding));
    EXPECT_TRUE(finds("c", coding));
    EXPECT_TRUE(finds("s|", coding));
    EXPECT_FALSE(finds("|c", coding)) << "this one has a system";
    EXPECT_FALSE(finds("t|c", coding));
    EXPECT_FALSE(finds("s|d", coding));
    EXPECT_TRUE(finds("|c", R"({"code":"c"})"));
}

TEST(Token, asks_the_system_of_a_code_alone_too) {
    const auto finds_code = [](const std::string& wanted) {
        json::Tree tree;
        EXPECT_TRUE(json::Parser().parse("\"c\"", tree));
        return matches(read_token(wanted), tree, json::Tree::root, "s");
    };
    for (const char* wanted : {"c", "s|c", "|c", "s|"}) {
        EXPECT_TRUE(finds_code(wanted)) << wanted;
    }
    for (const char* wanted : {"t|c", "s|d", "t|", "d", "|d"}) {
        EXPECT_FALSE(finds_code(wanted)) << wanted;
    }
    EXPECT_FALSE(finds("s|true", "true")) << "no system belongs to it";
}

// R4's required bindings; a path that the definitions do not have is one of a choice or an extension, which
// no code alone is.
TEST(Token, has_the_system_of_the_binding_of_its_element) {
    const auto r4 = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    ASSERT_TRUE(r4);
    std::size_t codes = 0;
    for (const SearchParameter& each : search_parameters()) {
        const std::string_view path = each.path.substr(0, each.path.find('|'));
        const definitions::Element* const element =
            each.kind == SearchKind::token && !each.type.empty()
                ? r4->find_path(std::string(each.type) + "." + std::string(path))
                : nullptr;
        const bool is_code = element != nullptr && r4->name(element->type) == "code";
        EXPECT_EQ(is_code, !each.system.empty()) << each.type << each.name;
        if (is_code) {
            ++codes;
            const auto members = r4->members(element->value_set);
            EXPECT_TRUE(
                std::ranges::all_of(members, [&](const auto& it) { return r4->system(it) == each.system; }))
                << each.type << each.name;
        }
    }
    EXPECT_GT(codes, 30U);
}

TEST(Token, finds_each_coding_of_a_concept) {
    const std::string concept_text = R"({"coding":[{"system":"s","code":"a"},{"system":"t","code":"b"}]})";
    EXPECT_TRUE(finds("s|a", concept_text));
    EXPECT_TRUE(finds("t|b", concept_text));
    EXPECT_FALSE(finds("s|b", concept_text));
}

TEST(Token, finds_identifiers_codes_and_booleans) {
    EXPECT_TRUE(finds("s|1", R"({"system":"s","value":"1"})"));
    EXPECT_TRUE(finds("final", R"("final")"));
    EXPECT_TRUE(finds("true", "true"));
    EXPECT_FALSE(finds("final", R"("amended")"));
}

TEST(Token, may_hold_escaped_signs) {
    EXPECT_TRUE(finds(R"(s|a\|b)", R"({"system":"s","code":"a|b"})"));
    EXPECT_EQ(split_values(R"(a,b\,c)"), (std::vector<std::string>{"a", R"(b\,c)"}));
    EXPECT_EQ(read_token(R"(b\,c)").code, "b,c");
}

TEST(Date, covers_the_whole_of_an_unspecified_part) {
    EXPECT_TRUE(in_time("2026-03", "2026-03-31"));
    EXPECT_TRUE(in_time("2026", "2026-03"));
    EXPECT_TRUE(in_time("2026-03-01", "2026-03-01T23:59:59+09:00"));
    EXPECT_FALSE(in_time("2026-03-01", "2026-03")) << "the month is not within the day";
    EXPECT_FALSE(in_time("2026-03", "2026-04-01"));
}

TEST(Date, without_zone_is_japans) {
    EXPECT_TRUE(in_time("2026-03-01", "2026-02-28T15:00:00Z"));
    EXPECT_FALSE(in_time("2026-03-01", "2026-02-28T14:59:59Z"));
    EXPECT_TRUE(in_time("2026-02-28T15:00Z", "2026-03-01T00:00:30+09:00"));
}

struct PrefixCase {
    const char* wanted;
    const char* found;
    bool is_match;
};
constexpr PrefixCase prefix_cases[] = {
    {"eq2026-03", "2026-03-15", true},  {"ne2026-03", "2026-03-15", false},
    {"ne2026-03", "2026-04-15", true},  {"gt2026-03", "2026-04-01", true},
    {"gt2026-03", "2026-03-31", false}, {"ge2026-03", "2026-03-01", true},
    {"ge2026-03", "2026-02-28", false}, {"lt2026-03", "2026-02-28", true},
    {"lt2026-03", "2026-03-01", false}, {"le2026-03", "2026-03-31", true},
    {"le2026-03", "2026-04-01", false}, {"sa2026-03", "2026-04-01", true},
    {"sa2026-03", "2026-03-31", false}, {"eb2026-03", "2026-02-28", true},
    {"eb2026-03", "2026-03-01", false}, {"ap2026-03", "2026-03-31", true},
    {"ap2026-03", "2026-04-01", false}, {"gt2026-03-10", "2026-03", true},
};

TEST(Date, prefixes_compare_the_spans) {
    for (const PrefixCase& each : prefix_cases) {
        EXPECT_EQ(in_time(each.wanted, each.found), each.is_match) << each.wanted << " " << each.found;
    }
}

TEST(Date, of_a_period_may_be_open) {
    json::Tree tree;
    ASSERT_TRUE(json::Parser().parse(R"({"start":"2026-03-01"})", tree));
    const auto span = date_range_at(tree, json::Tree::root);
    ASSERT_TRUE(span);
    EXPECT_TRUE(matches(*read_date("gt2030"), *span));
    EXPECT_FALSE(matches(*read_date("lt2026"), *span));
    EXPECT_TRUE(matches(*read_date("ap2027"), *span));
}

TEST(Date, refuses_an_invalid_date) {
    for (const char* wrong :
         {"", "2026-13", "2026-02-30", "xx2026", "20260301", "2026-03-01T", "2026-03-01T25:00Z", "today"}) {
        EXPECT_FALSE(read_date(wrong)) << wrong;
    }
}

TEST(Text, begins_a_word_whatever_its_width_and_case) {
    EXPECT_TRUE(matches("一郎", TextMatch::beginning, "支援　一郎"));
    EXPECT_TRUE(matches("支援", TextMatch::beginning, "支援　一郎"));
    EXPECT_FALSE(matches("郎", TextMatch::beginning, "支援　一郎"));
    EXPECT_TRUE(matches("郎", TextMatch::anywhere, "支援　一郎"));
    EXPECT_TRUE(matches("smith", TextMatch::beginning, "Ｓｍｉｔｈ"));
    EXPECT_TRUE(matches("支援一郎", TextMatch::beginning, "支援　一郎")) << "a blank is spelling";
    EXPECT_TRUE(matches("支援 一郎", TextMatch::beginning, "支援一郎"));
    EXPECT_TRUE(matches("援一", TextMatch::anywhere, "支援　一郎"));
    EXPECT_FALSE(matches("援一郎", TextMatch::beginning, "支援　一郎"));
    EXPECT_FALSE(matches("支援一郎", TextMatch::whole, "支援　一郎"));
    EXPECT_FALSE(matches("smith", TextMatch::whole, "Smith"));
    EXPECT_TRUE(matches("葛飾", TextMatch::beginning, "葛\U000E0100飾"));
    EXPECT_TRUE(matches("一郎 花", TextMatch::beginning, "支援　一郎花子"));
}

TEST(SearchTable, names_every_parameter_once) {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const SearchParameter& each : search_parameters()) {
        EXPECT_TRUE(seen.emplace(each.type, each.name).second) << each.type << " " << each.name;
        EXPECT_TRUE(each.type.empty() || can_search(each.type)) << each.type;
        EXPECT_TRUE(each.use != SearchUse::filter || !each.path.empty()) << each.name;
        if (!each.base.empty() && each.use == SearchUse::about) {
            EXPECT_NE(find_parameter(each.type, each.base), nullptr) << each.name;
        }
    }
}

TEST(SearchTable, lets_every_type_be_searched_by_person) {
    for (const std::string_view type : searchable_types()) {
        const bool has = std::ranges::any_of(search_parameters(), [&](const SearchParameter& each) {
            return each.type == type && each.use != SearchUse::filter;
        });
        EXPECT_TRUE(has) << type;
    }
}

// ---------------------------------------------------------------- requests

constexpr const char* someone = "urn:x|1";

TEST(SearchRequest, needs_a_person_or_an_id) {
    EXPECT_EQ(read_search("Observation", {{"code", "a"}}, Handling::lenient).error().message,
              diag::message::search_needs);
    EXPECT_TRUE(read_search("Observation", {{"patient.identifier", someone}}, Handling::lenient));
    EXPECT_TRUE(read_search("Observation", {{"_id", "a"}}, Handling::lenient));
    EXPECT_TRUE(read_search("Patient", {{"identifier", someone}}, Handling::lenient));
}

TEST(SearchRequest, names_what_it_does_not_know_or_refuses_it) {
    const QueryPairs asked{{"patient.identifier", someone}, {"note", "x"}};
    const auto lenient = read_search("Observation", asked, Handling::lenient);
    ASSERT_TRUE(lenient);
    EXPECT_TRUE(lenient->ignored.has(diag::message::search_parameter_ignored));
    EXPECT_EQ(lenient->used, (QueryPairs{{"patient.identifier", someone}}));
    const auto strict = read_search("Observation", asked, Handling::strict);
    ASSERT_FALSE(strict);
    EXPECT_EQ(strict.error().message, diag::message::search_parameter_unknown);
    EXPECT_EQ(strict.error().args[0], "note");
}

TEST(SearchRequest, refuses_unknown_modifiers_even_if_lenient) {
    for (const char* name :
         {"code:foo", "code:text", "code:contains", "date:exact", "encounter:not", "_include:iterate"}) {
        const auto read =
            read_search("Observation", {{"patient.identifier", someone}, {name, "Observation:encounter"}},
                        Handling::lenient);
        EXPECT_FALSE(read) << name;
    }
}

// The system may be right, if others sent numbers of it; it may be a slip of the pen.
TEST(SearchRequest, reports_a_system_without_numbers_in_any_form) {
    const auto read =
        read_search("Patient", {{"identifier", "https://elsewhere.example/no|1"}}, Handling::strict);
    ASSERT_TRUE(read);
    ASSERT_TRUE(read->ignored.has(diag::message::search_system_unknown));
    EXPECT_EQ(read->ignored.findings()[0].severity, diag::Severity::information);
    EXPECT_EQ(read->ignored.findings()[0].args[1], "https://elsewhere.example/no");
    EXPECT_TRUE(read_search("Patient",
                            {{"identifier",
                              "https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|0000001016"}},
                            Handling::strict)
                    ->ignored.empty());
}

// The audit names all the persons, so their number is limited.
TEST(SearchRequest, refuses_more_persons_than_the_limit) {
    std::string eight = someone;
    for (int i = 1; i < 8; ++i) {
        eight += std::string(",") + someone;
    }
    EXPECT_TRUE(read_search("Observation", {{"patient.identifier", eight}}, Handling::strict));
    for (const QueryPairs& more : {QueryPairs{{"patient.identifier", eight + "," + someone}},
                                   QueryPairs{{"patient.identifier", eight}, {"patient", "1"}}}) {
        const auto read = read_search("Observation", more, Handling::lenient);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().message, diag::message::search_parameter_wrong);
    }
}

// A search for all but one person would be answered with that person.
TEST(SearchRequest, refuses_modifiers_of_the_subject) {
    for (const char* name :
         {"patient.identifier:not", "patient.identifier:missing", "patient:missing", "patient:Group",
          "subject:Group", "_id:not", "_id:missing", "patient:not.identifier", "patient:missing.identifier",
          "patient:Group.identifier", "patient:.identifier", "patient:a:b.identifier",
          "patient.identifier:", "patient:"}) {
        const auto read =
            read_search("Observation", {{"patient.identifier", someone}, {name, "true"}}, Handling::lenient);
        ASSERT_FALSE(read) << name;
        EXPECT_EQ(read.error().message, diag::message::search_parameter_unknown) << name;
        EXPECT_EQ(read.error().args[0], name);
    }
    EXPECT_FALSE(read_search("Patient", {{"identifier:not", someone}}, Handling::lenient));
    EXPECT_TRUE(read_search("Observation", {{"patient:Patient", "1"}}, Handling::strict));
}

TEST(SearchRequest, takes_the_modifiers_it_knows) {
    const auto read = read_search("Observation",
                                  {{"patient.identifier", someone},
                                   {"code:not", "a"},
                                   {"code:missing", "true"},
                                   {"encounter:Encounter", "1"},
                                   {"performer:identifier", "s|1"}},
                                  Handling::strict);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->filters.size(), 4U);
    EXPECT_EQ(read->filters[0].modifier, Modifier::negated);
    EXPECT_TRUE(read->filters[1].wants_missing);
    EXPECT_EQ(read->filters[2].type, "Encounter");
    EXPECT_EQ(read->filters[3].tokens.size(), 1U);
}

TEST(SearchRequest, takes_chains_with_and_without_the_type) {
    for (const char* name :
         {"patient.identifier", "patient:Patient.identifier", "subject.identifier", "patient:identifier"}) {
        const auto read = read_search("Condition", {{name, "s|1"}}, Handling::strict);
        ASSERT_TRUE(read) << name;
        ASSERT_EQ(read->persons.size(), 1U) << name;
        EXPECT_EQ(read->persons[0].identifiers.size(), 1U) << name;
        EXPECT_EQ(read->persons[0].parameter->path, "subject") << name;
    }
}

TEST(SearchRequest, refuses_invalid_values) {
    const QueryPairs wrong[] = {{{"patient.identifier", someone}, {"date", "soon"}},
                                {{"patient.identifier", someone}, {"_count", "many"}},
                                {{"patient.identifier", someone}, {"code", ""}},
                                {{"patient.identifier", someone}, {"_include", "Observation"}},
                                {{"patient.identifier", someone}, {"_include", "Observation:code"}}};
    for (const QueryPairs& each : wrong) {
        const auto read = read_search("Observation", each, Handling::lenient);
        ASSERT_FALSE(read) << each[1].first;
        EXPECT_EQ(read.error().message, diag::message::search_parameter_wrong);
    }
}

TEST(SearchRequest, refuses_a_name_of_blanks) {
    for (const char* name : {" ", "　", "花子, "}) {
        const auto read = read_search("Patient", {{"name", name}}, Handling::lenient);
        ASSERT_FALSE(read) << name;
        EXPECT_EQ(read.error().message, diag::message::search_parameter_wrong) << name;
    }
    EXPECT_TRUE(read_search("Patient", {{"name", "花子"}}, Handling::lenient));
}

TEST(SearchRequest, bounds_the_page) {
    EXPECT_EQ(read_search("List", {{"patient.identifier", someone}}, Handling::lenient)->count, 50U);
    EXPECT_EQ(read_search("List", {{"patient.identifier", someone}, {"_count", "100000"}}, Handling::lenient)
                  ->count,
              max_per_page);
    EXPECT_TRUE(read_search("List", {{"patient.identifier", someone}, {"_count", "0"}}, Handling::lenient)
                    ->only_total);
}

} // namespace
} // namespace renkei::mhd::search_value_test
