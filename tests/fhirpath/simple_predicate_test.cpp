// Expressions that depend on a node alone: which ones these are, and that they have the same result as with
// the machine.
#include "tests/fhirpath/asked.h"

#include <optional>
#include <vector>

namespace renkei::fhirpath::simple_predicate_test {
namespace {

// "true" or "false"; empty if the expression is not a simple one.
std::string plain(std::string_view expression, const Item& context) {
    const auto compiled = compile(expression, definitions::r4());
    EXPECT_TRUE(compiled) << expression;
    Evaluator evaluator(definitions::r4());
    const std::optional<bool> truth = evaluator.simple_truth(*compiled, context);
    return !truth ? "" : *truth ? "true" : "false";
}

TEST(SimplePredicate, members_are_there_or_not) {
    const Row rows[] = {{"name.exists()", "true"},
                        {"photo.empty()", "true"},
                        {"name.family.exists() and photo.exists().not()", "true"},
                        {"name.period.exists() or multipleBirth.exists()", "true"},
                        {"name.exists() implies photo.exists()", "false"},
                        {"hasValue()", "false"},
                        {"children().count() > id.count()", "true"}};
    for (const Row& row : rows) {
        EXPECT_EQ(plain(row.expression, patient().item()), row.result) << row.expression;
        EXPECT_EQ(answer(row.expression, patient().item()), row.result) << row.expression;
    }
}

TEST(SimplePredicate, what_needs_values_arguments_or_other_places_is_not) {
    for (const std::string_view expression :
         {"name.exists(use = 'usual')", "gender = 'female'", "Patient.name.exists()",
          "%resource.name.exists()", "name.first().exists()", "name.count() > id.count()",
          "photo.exists() or gender = 'female'"}) {
        EXPECT_EQ(plain(expression, patient().item()), "") << expression;
    }
}

TEST(SimplePredicate, a_part_may_decide) {
    const Row rows[] = {{"photo.empty() or gender = 'x'", "true"},
                        {"gender = 'x' or photo.empty()", "true"},
                        {"photo.exists() and gender = 'female'", "false"},
                        {"photo.exists() implies gender = 'x'", "true"},
                        {"photo.where(url = 'x').trace('photo').empty()", "true"},
                        {"photo.select(url).exists()", "false"},
                        {"photo.all(url = 'x')", "true"},
                        {"gender.startsWith('fem')", "true"},
                        {"gender.startsWith('#').not()", "true"},
                        {"gender.contains('/').not() or gender = 'x'", "true"}};
    for (const Row& row : rows) {
        EXPECT_EQ(plain(row.expression, patient().item()), row.result) << row.expression;
        EXPECT_EQ(answer(row.expression, patient().item()), row.result) << row.expression;
    }
}

// The result for one node holds for others of its shape, too, as long as these tests of texts agree.
TEST(SimplePredicate, reports_the_texts_that_a_true_result_depends_on) {
    std::vector<Expression> compiled; // the tests view their expressions
    const auto grounds = [&](std::string_view expression) {
        compiled.push_back(*compile(expression, definitions::r4()));
        return Evaluator(definitions::r4()).grounds(compiled.back(), patient().item());
    };
    for (const std::string_view expression :
         {"photo.empty() or gender = 'x'", "name.exists()", "photo.where(url = 'x').empty()",
          "name.exists() or gender.startsWith('x')"}) {
        ASSERT_TRUE(grounds(expression)) << expression;
        EXPECT_TRUE(grounds(expression)->empty()) << expression;
    }
    for (const std::string_view expression : {"gender = 'female'", "photo.exists()", "gender.startsWith('#')",
                                              "gender.startsWith('fem').not()"}) {
        EXPECT_FALSE(grounds(expression)) << expression;
    }
    const auto not_local = grounds("gender.startsWith('#').not() or photo.exists()");
    ASSERT_TRUE(not_local);
    ASSERT_EQ(not_local->size(), 1U);
    EXPECT_TRUE(not_local->front().is_same_of("male"));
    EXPECT_FALSE(not_local->front().is_same_of("#male"));
    const auto both = grounds("gender.contains('ema') and gender.startsWith('x').not()");
    ASSERT_TRUE(both);
    EXPECT_EQ(both->size(), 2U);
}

TEST(SimplePredicate, sums_of_counts_depend_on_the_structure_only) {
    EXPECT_TRUE(compile("(identifier.count() + name.count()) > 0", definitions::r4())->is_structure_only());
    EXPECT_FALSE(compile("(gender + 'x') = 'femalex'", definitions::r4())->is_structure_only());
    EXPECT_FALSE(compile("name.count() + multipleBirth > 0", definitions::r4())->is_structure_only());
}

TEST(SimplePredicate, an_undecided_part_is_evaluated) {
    for (const std::string_view expression :
         {"name.where(use = 'usual').empty()", "name.all(use = 'usual')",
          "photo.exists() or gender = 'female'", "implicitRules.startsWith('#')", "name.startsWith('#')",
          "deceased.startsWith('#')", "gender.startsWith(gender)",
          "photo.all(url = 'x') and gender = 'female'"}) {
        EXPECT_EQ(plain(expression, patient().item()), "") << expression;
    }
}

TEST(SimplePredicate, an_object_must_hold_more_than_its_id) {
    const Row rows[] = {
        {R"({"id": "a"})", "false"},
        {R"({"given": [null]})", "false"},
        {R"({"_given": [null, {"id": "g"}]})", "true"},
        {R"({"id": "a", "_family": {"id": "f"}})", "true"},
        {R"({"id": "a", "given": ["太郎"]})", "true"},
    };
    for (const Row& row : rows) {
        const Document document(R"({"resourceType": "Patient", "name": )" + std::string(row.expression) +
                                "}");
        const Item name = Item::node(document.tree(), document.tree().child(json::Tree::root, "name"),
                                     json::no_node, definitions::r4().type("HumanName"));
        EXPECT_EQ(plain("children().count() > id.count()", name), row.result) << row.expression;
    }
}

TEST(SimplePredicate, a_choice_of_types_counts_under_its_own_name) {
    const Document document(R"({"resourceType": "Observation", "valueQuantity": {"value": 1}})");
    EXPECT_EQ(plain("children().count() > value.count()", document.item()), "false");
    EXPECT_EQ(plain("value.exists()", document.item()), "true");
}

} // namespace
} // namespace renkei::fhirpath::simple_predicate_test
