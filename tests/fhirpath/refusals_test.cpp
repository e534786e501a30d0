// A wrong expression is refused with the place of its error; no evaluation goes on without end.
#include "tests/fhirpath/asked.h"

namespace renkei::fhirpath::refusals_test {
namespace {

diag::Error error_of(std::string_view expression, const CompileOptions& options = {}) {
    auto compiled = compile(expression, definitions::r4(), options);
    EXPECT_FALSE(compiled) << expression;
    return compiled ? diag::Error{} : compiled.error();
}

TEST(Refusals, name_the_place_of_a_syntax_error) {
    for (const Row& row : std::initializer_list<Row>{{"", "fhirpath-expected"},
                                                     {"1 +", "fhirpath-expected"},
                                                     {"(1", "fhirpath-expected"},
                                                     {"a b", "fhirpath-expected"},
                                                     {"a.", "fhirpath-expected"},
                                                     {"$that", "fhirpath-expected"},
                                                     {"#", "fhirpath-expected"},
                                                     {"'a", "fhirpath-unclosed"},
                                                     {"1 /* x", "fhirpath-unclosed"},
                                                     {"'\\x'", "fhirpath-escape"},
                                                     {"@2015-13", "fhirpath-literal"},
                                                     {"@2015-02-30", "fhirpath-literal"},
                                                     {"99999999999999999999", "fhirpath-literal"},
                                                     {"a.wher(b)", "fhirpath-function-unknown"},
                                                     {"a.where()", "fhirpath-arguments"},
                                                     {"a.first(1)", "fhirpath-arguments"}}) {
        EXPECT_EQ(refusal(row.expression), row.result) << row.expression;
    }
}

TEST(Refusals, the_place_is_that_in_the_expression) {
    const diag::Error error = error_of("name.where(\n  use = )");
    EXPECT_EQ(error.where.line, 2U);
    EXPECT_EQ(error.where.column, 9U);
}

TEST(Refusals, the_nearest_function_is_named) {
    EXPECT_EQ(error_of("name.exist()").args, (std::vector<std::string>{"exist", "exists"}));
}

TEST(Refusals, names_are_checked_where_the_type_is_known) {
    const CompileOptions of_patient{.checks = Checks::names, .context = definitions::r4().type("Patient")};
    for (const Row& row :
         std::initializer_list<Row>{{"name.given1", "fhirpath-name-unknown"},
                                    {"Encounter.status", "fhirpath-start-type"},
                                    {"multipleBirthInteger", "fhirpath-choice-name"},
                                    {"(multipleBirth as Period).unit", "fhirpath-name-unknown"},
                                    {"name.startsWith('a')", "fhirpath-input-type"},
                                    {"iif(name.given, 1, 2)", ""},
                                    {"iif('a', 1, 2)", "fhirpath-argument"},
                                    {"contained.whatever", ""},
                                    {"Resource.id", ""},
                                    {"descendants().whatever", ""},
                                    {"name.where(use = 'usual').select(given).first().length()", ""}}) {
        EXPECT_EQ(refusal(row.expression, of_patient), row.result) << row.expression;
        if (row.expression != "iif('a', 1, 2)") {
            EXPECT_EQ(refusal(row.expression), "") << row.expression;
        }
    }
}

TEST(Refusals, order_where_there_is_none) {
    CompileOptions options{.checks = Checks::names_and_order, .context = definitions::r4().type("Patient")};
    EXPECT_EQ(refusal("children().first()", options), "fhirpath-unordered");
    EXPECT_EQ(refusal("name.first()", options), "");
    options.checks = Checks::names;
    EXPECT_EQ(refusal("children().first()", options), "");
}

TEST(Refusals, depth_and_length_are_bounded) {
    EXPECT_EQ(refusal(std::string(50'000, '(')), "fhirpath-too-deep");
    EXPECT_EQ(refusal(std::string(50'000, '-') + "1"), "fhirpath-too-deep");
    std::string chain = "a";
    for (int n = 0; n < 5'000; ++n) {
        chain += ".a";
    }
    EXPECT_EQ(refusal(chain), "fhirpath-too-deep");
    EXPECT_EQ(refusal(std::string(100'000, ' ') + "1"), "fhirpath-too-long");
}

TEST(Refusals, end_costly_expressions) {
    const EvaluatorOptions few{.max_steps = 50'000};
    EXPECT_EQ(asked("repeatAll($this)", patient().item(), nullptr, few), "fhirpath-values-too-deep");
    EXPECT_EQ(asked("repeatAll($this | 1 | 2 | 3)", patient().item(), nullptr, few), "fhirpath-steps");
    EXPECT_EQ(
        asked(
            "descendants().select(%resource.descendants()).select(%resource.descendants()).select(1).count()",
            patient().item(), nullptr, few),
        "fhirpath-steps");
}

TEST(Refusals, an_evaluation_error_names_the_item) {
    Evaluator evaluator(definitions::r4());
    const auto compiled = compile("single()", definitions::r4());
    const auto failing = compile("(1 | 2).single()", definitions::r4());
    ASSERT_TRUE(compiled && failing);
    const auto found = evaluator.evaluate(*failing, {.context = patient().item()});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().where.path, "Patient");
    EXPECT_EQ(found.error().where.column, 9U);
    EXPECT_TRUE(evaluator.evaluate(*compiled, {.context = patient().item()})); // and it goes on
}

// The value set that memberOf() names is not known.
TEST(Invariants, undecidable_only_where_it_matters) {
    Evaluator evaluator(definitions::r4());
    const auto result = [&](std::string_view expression) {
        const auto compiled = compile(expression, definitions::r4());
        EXPECT_TRUE(compiled) << expression;
        const auto out = evaluator.is_true(*compiled, {.context = patient().item()});
        EXPECT_TRUE(out) << expression;
        return out.value_or(InvariantResult::empty);
    };
    EXPECT_EQ(result("gender.memberOf('urn:x')"), InvariantResult::undecidable);
    EXPECT_EQ(result("gender.memberOf('urn:x').not()"), InvariantResult::undecidable);
    EXPECT_EQ(result("name.where(%resource.gender.memberOf('urn:x')).empty()"), InvariantResult::undecidable);
    EXPECT_EQ(result("gender.memberOf('urn:x') or true"), InvariantResult::yes);
    EXPECT_EQ(result("gender.memberOf('urn:x') and false"), InvariantResult::no);
    EXPECT_EQ(result("telecom.memberOf('urn:x')"), InvariantResult::empty);
    EXPECT_EQ(result("name.exists()"), InvariantResult::yes);
    EXPECT_EQ(result("name.first()"), InvariantResult::yes);
    EXPECT_EQ(result("{}"), InvariantResult::empty);
}

} // namespace
} // namespace renkei::fhirpath::refusals_test
