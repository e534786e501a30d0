// The table of concepts: does it say all that is asked alike, and what becomes of it in the package?
#include "gateway/core/base/file.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/forms/publish/concept_table.h"

#include "tests/publish/product_package.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace renkei::publish::concepts_test {
namespace {

using nlohmann::json;

// A question of a form: it has a code of its own in FHIR.
struct Question {
    std::string id; // form.item
    std::string form;
    std::string name;   // compared without width and spaces
    std::string asks{}; // a concept, or empty
};

void add_questions(const LoadedForm& form, std::vector<Question>& out) {
    const std::string system = form.tables.base + "CodeSystem/item";
    std::set<std::string> seen;
    const auto look_at = [&](const mapping::ExampleNode& node) {
        const std::string id(constant(node, "code"));
        if (constant(node, "system") == system && seen.insert(id).second) {
            const form::Concept* asked = form.tables.concepts.find(id.substr(form.id().size() + 1));
            out.push_back({.id = id,
                           .form = form.id(),
                           .name = text::fold(constant(node, "display")),
                           .asks = asked == nullptr ? "" : asked->id});
        }
    };
    mapping::walk(form.example.composition, look_at);
    for (const mapping::ExampleEntry& entry : form.example.entries) {
        mapping::walk(entry.resource, look_at);
    }
}

std::vector<Question> questions(const LoadedForms& all) {
    std::vector<Question> out;
    for (const auto& form : all) {
        add_questions(*form, out);
    }
    return out;
}

using Pairs = std::set<std::pair<std::string, std::string>>;

// Pairs that were reviewed: they have the same words, but are different questions.
Pairs different_questions() {
    Pairs out;
    std::istringstream lines(*base::read_file(RENKEI_SOURCE "/tests/publish/different_questions.tsv"));
    std::string line;
    std::getline(lines, line); // the head
    while (std::getline(lines, line)) {
        const std::size_t first = line.find('\t');
        const std::size_t second = line.find('\t', first + 1);
        EXPECT_LT(second + 1, line.size()) << "without a reason: " << line;
        const std::string a = line.substr(0, first);
        const std::string b = line.substr(first + 1, second - first - 1);
        EXPECT_TRUE(out.insert(std::minmax(a, b)).second) << "twice: " << line;
    }
    return out;
}

TEST(Concepts, are_used_by_every_question_that_another_form_names_alike) {
    const std::vector<Question> all = questions(forms());
    const Pairs reviewed = different_questions();
    for (const Question& each : all) {
        for (const Question& other : all) {
            const bool is_alike = each.form < other.form && each.name == other.name;
            const bool is_one = !each.asks.empty() && each.asks == other.asks;
            EXPECT_TRUE(!is_alike || is_one || reviewed.contains(std::minmax(each.id, other.id)))
                << each.id << " and " << other.id << " are both named " << each.name;
        }
    }
}

TEST(Concepts, are_used_by_every_question_with_the_name_of_one) {
    const std::vector<Question> all = questions(forms());
    const Pairs reviewed = different_questions();
    for (const ConceptRow& row : concept_table(forms())) {
        for (const Question& each : all) {
            if (each.name != text::fold(row.asked.name) || each.asks == row.asked.id) {
                continue;
            }
            EXPECT_TRUE(std::ranges::any_of(row.items,
                                            [&](const AskingItem& item) {
                                                return reviewed.contains(
                                                    std::minmax(each.id, item.form + "." + item.item));
                                            }))
                << each.id << " is named like the concept " << row.asked.id;
        }
    }
}

TEST(Concepts, name_only_questions_that_have_a_code) {
    std::set<std::string> ids;
    for (const Question& each : questions(forms())) {
        ids.insert(each.id);
    }
    for (const ConceptRow& row : concept_table(forms())) {
        EXPECT_FALSE(row.items.empty()) << row.asked.id;
        for (const AskingItem& item : row.items) {
            EXPECT_TRUE(ids.contains(item.form + "." + item.item))
                << row.asked.id << ": " << item.form << "." << item.item;
            EXPECT_NE(item.name, "") << item.form << "." << item.item;
        }
    }
}

TEST(Concepts, are_a_complete_code_system_in_both_languages) {
    const json system = resource("CodeSystem", "concept");
    EXPECT_EQ(system["content"], "complete");
    const std::vector<ConceptRow> table = concept_table(forms());
    ASSERT_GT(table.size(), 20U);
    // what only earlier versions wrote stays a code of the system, without an English text
    EXPECT_EQ(std::ranges::count_if(system["concept"],
                                    [](const json& each) { return each.contains("designation"); }),
              static_cast<std::ptrdiff_t>(table.size()));
    for (const ConceptRow& row : table) {
        const auto found = std::ranges::find_if(
            system["concept"], [&](const json& each) { return each["code"] == row.asked.id; });
        ASSERT_NE(found, system["concept"].end()) << row.asked.id;
        EXPECT_EQ((*found)["display"], row.asked.name);
        EXPECT_EQ((*found)["designation"][0]["language"], "en");
        EXPECT_EQ((*found)["designation"][0]["value"], row.asked.english);
        // asked for no language, the official validator takes displays in English or in none
        EXPECT_FALSE((*found)["designation"][1].contains("language"));
        EXPECT_EQ((*found)["designation"][1]["value"], row.asked.name);
    }
}

// "source code -> target code (equivalence)"
std::set<std::string> rows_of_map(const std::string& id) {
    std::set<std::string> out;
    const json map = resource("ConceptMap", id);
    for (const json& element : map["group"][0]["element"]) {
        for (const json& target : element["target"]) {
            out.insert(element["code"].get<std::string>() + " -> " + target["code"].get<std::string>() +
                       " (" + target["equivalence"].get<std::string>() + ")");
        }
    }
    return out;
}

TEST(Concepts, are_mapped_from_their_items_and_to_public_codes) {
    std::set<std::string> from_items;
    std::map<std::string, std::set<std::string>> to_public;
    for (const ConceptRow& row : concept_table(forms())) {
        for (const AskingItem& item : row.items) {
            from_items.insert(item.form + "." + item.item + " -> " + row.asked.id + " (equivalent)");
        }
        for (const form::PublicCode& code : row.asked.codes) {
            to_public[code.system].insert(row.asked.id + " -> " + code.code + " (equivalent)");
        }
    }
    EXPECT_EQ(rows_of_map("item-to-concept"), from_items);
    for (const auto& [system, rows] : to_public) {
        EXPECT_EQ(rows_of_map("concept-to-" + slug(last_segment(system))), rows) << system;
    }
}

} // namespace
} // namespace renkei::publish::concepts_test
