#include "tests/form/form_in_yaml.h"
#include <gmock/gmock.h>

namespace renkei::form::tables_rules_test {
namespace {

using test::FormInYaml;

const std::string table = R"(
groups: {g: {name: 甲}, h: {name: 乙}}
items:
  flag: {name: 有無, type: flag}
  sex: {name: 性別, type: code(sex)}
  born: {name: 生年月日, type: date}
  day: {name: 記入日, type: date}
  age: {name: 年齢, type: int}
  text: {name: 文, type: text}
  days: {name: 曜日, type: codes(sex)}
  g.no: {name: 番号, type: int}
  h.no: {name: 番号, type: int}
rules:
  - {id: r, severity: error, text: 誤り, )";

FormInYaml with(const std::string& rule) {
    return FormInYaml({.items = table + rule + "}\n", .codes = "sex: {rows: [[\"1\", 男], [\"2\", 女]]}\n"});
}

TEST(RuleTable, keeps_subject_values_and_targets) {
    const FormInYaml yaml =
        with("rule: required-if, if: sex, is: [\"1\", \"2\"], then: [text, g, days], any: true");
    const Form& form = yaml.form();
    const Rule& rule = form.rules()[RuleId(0)];
    EXPECT_EQ(rule.kind, RuleKind::required_if);
    EXPECT_EQ(form.text(form.items()[rule.subject].id), "sex");
    EXPECT_EQ(form.values(rule).size(), 2U);
    EXPECT_THAT(form.targets(rule),
                testing::ElementsAre(*form.item("text"), *form.group("g"), *form.group("days")));
    EXPECT_EQ(rule.any, 1U);
    EXPECT_EQ(form.text(rule.text), "誤り");
    EXPECT_EQ(rule.severity, static_cast<std::uint8_t>(diag::Severity::error));
}

TEST(RuleTable, takes_every_kind) {
    for (const std::string_view rule :
         {"rule: required-if, if: flag, then: [text]", "rule: empty-if, if: flag, then: [text]",
          "rule: exclusive, if: flag, then: [flag]", "rule: order, first: born, then: [day]",
          "rule: sum, total: age, then: [age]", "rule: one-of, then: [text, sex], is: [least]",
          "rule: agrees, item: age, then: [born, day]", "rule: pattern, then: [text], is: [a+]",
          "rule: value, if: sex, is: [\"1\"]", "rule: span, first: born, then: [day], is: [6 months]",
          "rule: only-if, then: [text], when: [{item: sex, is: [\"1\"]}]",
          "rule: value, if: sex, is: [\"1\"], when: [{item: flag}, {age: [born, day], to: 64}]",
          "rule: only-if, then: [g.no], when: [{last: g}]"}) {
        EXPECT_EQ(with(std::string(rule)).refusals(), "") << rule;
    }
}

TEST(Refusal, of_conditions) {
    for (const std::string_view wrong :
         {"when: []", "when: text", "when: [{}]", "when: [text]", "when: [{item: sex, is: [\"3\"]}]",
          "when: [{item: sex, is: [\"1\"], not: [\"2\"]}]", "when: [{item: sex, at: x}]",
          "when: [{item: sex, is: []}]", "when: [{age: [born]}]", "when: [{age: [born, day]}]",
          "when: [{age: [born, text], from: 40}]", "when: [{age: [born, day], from: 65, to: 64}]",
          "when: [{last: text}]", "when: [{last: g, item: text}]", "when: [{item: txt}]"}) {
        const std::string found = with("rule: only-if, then: [text], " + std::string(wrong)).refusals();
        EXPECT_THAT(found, testing::AnyOf(testing::StartsWith("M014"), testing::StartsWith("M013"),
                                          testing::StartsWith("M007")))
            << wrong;
    }
    EXPECT_THAT(with("rule: only-if, then: [text]").refusals(), testing::StartsWith("M014"));
    EXPECT_THAT(with("rule: only-if, then: [g.no], when: [{last: h}]").refusals(),
                testing::StartsWith("M014"));
}

TEST(Refusal, of_spans) {
    for (const std::string_view wrong :
         {"first: born, then: [day], is: [half a year]", "first: born, then: [day], is: [0 days]",
          "first: born, then: [day], is: [6 months, 7 months]", "first: born, then: [day]",
          "first: age, then: [day], is: [6 months]"}) {
        EXPECT_THAT(with("rule: span, " + std::string(wrong)).refusals(), testing::StartsWith("M014"))
            << wrong;
    }
}

TEST(Refusal, of_a_rule_that_names_nothing) {
    EXPECT_EQ(with("rule: required-if, if: falg, then: [text]").refusals(),
              "M013 form/items.yaml:14:63 [r] [falg] [flag]");
    EXPECT_EQ(with("rule: required-if, if: flag, then: [texts]").refusals(),
              "M013 form/items.yaml:14:76 [r] [texts] [text]");
    EXPECT_THAT(with("rule: sum, total: age, then: [g]").refusals(), testing::StartsWith("M013"));
}

TEST(Refusal, of_a_rule_with_the_wrong_keys) {
    EXPECT_THAT(with("rule: requires, if: flag, then: [text]").refusals(),
                testing::StartsWith("M014 form/items.yaml:14:46 [r] [requires] [required-if | empty-if"));
    EXPECT_EQ(with("rule: order, if: born, then: [day]").refusals(),
              "M014 form/items.yaml:14:5 [r] [order] [id, rule, severity, text, first, then: [second]] [id, "
              "severity, text, rule, if, then]");
    EXPECT_THAT(with("rule: required-if, if: flag").refusals(),
                testing::StartsWith("M014 form/items.yaml:14:5 "));
    EXPECT_THAT(with("rule: exclusive, if: flag, is: [\"1\"], then: [text]").refusals(),
                testing::StartsWith("M014 form/items.yaml:14:5 "));
    EXPECT_THAT(with("rule: value, if: sex").refusals(), testing::StartsWith("M014 form/items.yaml:14:5 "));
    EXPECT_THAT(with("rule: sum, total: age, then: [age], any: true").refusals(),
                testing::StartsWith("M014 form/items.yaml:14:5 "));
}

TEST(Refusal, of_a_rule_with_too_many_or_too_few_targets) {
    EXPECT_EQ(with("rule: order, first: born, then: [day, day]").refusals(),
              "M014 form/items.yaml:14:72 [r] [order] [first, then: [second]] [then: 2]");
    EXPECT_THAT(with("rule: agrees, item: age, then: [born]").refusals(),
                testing::StartsWith("M014 form/items.yaml:14:71 "));
    EXPECT_THAT(with("rule: one-of, then: [text], is: [least]").refusals(),
                testing::StartsWith("M014 form/items.yaml:14:60 "));
}

TEST(Refusal, of_values_that_can_never_be) {
    EXPECT_EQ(with("rule: required-if, if: sex, is: [\"3\"], then: [text]").refusals(),
              "M014 form/items.yaml:14:73 [r] [required-if] [code of 'sex'] [3]");
    EXPECT_EQ(with("rule: empty-if, if: flag, is: [true], then: [text]").refusals(),
              "M014 form/items.yaml:14:71 [r] [empty-if] [1 | 0] [true]");
    EXPECT_EQ(with("rule: one-of, then: [text, sex], is: [two]").refusals(),
              "M014 form/items.yaml:14:78 [r] [one-of] [least | most | exactly] [two]");
    EXPECT_THAT(with("rule: pattern, then: [text], is: ['[']").refusals(),
                testing::StartsWith("M014 form/items.yaml:14:74 [r] [pattern] [RE2]"));
}

TEST(Refusal, of_items_that_cannot_be_compared) {
    EXPECT_EQ(
        with("rule: order, first: born, then: [age]").refusals(),
        "M014 form/items.yaml:14:5 [r] [order] [date ≤ date, time ≤ time, number ≤ number] [date, int]");
    EXPECT_THAT(with("rule: agrees, item: text, then: [born, day]").refusals(),
                testing::StartsWith("M014 form/items.yaml:14:5 "));
    EXPECT_THAT(with("rule: sum, total: age, then: [text]").refusals(),
                testing::StartsWith("M014 form/items.yaml:14:5 "));
}

TEST(Refusal, of_items_that_no_row_sees_together) {
    EXPECT_EQ(with("rule: order, first: g.no, then: [h.no]").refusals(),
              "M014 form/items.yaml:14:5 [r] [order] [one group] [g / h]");
    EXPECT_EQ(with("rule: required-if, if: flag, then: [g.no]").refusals(), "");
}

TEST(Refusal, of_an_unknown_severity_and_of_a_rule_twice) {
    const FormInYaml yaml(
        {.items = "items: {a: {name: い, type: int}, b: {name: ろ, type: int}}\nrules:\n"
                  "  - {id: r, rule: order, first: a, then: [b], severity: warn, text: 誤り}\n"
                  "  - {id: r, rule: order, first: b, then: [a], severity: error, text: 誤り}\n"});
    EXPECT_THAT(
        yaml.refusals(),
        testing::MatchesRegex("M014 form/items.yaml:3:57 .*warn\\] \\| M002 form/items.yaml:4:5 \\[r\\] .*"));
}

TEST(RuleTable, leaves_out_rules_about_items_of_another_version) {
    const FormInYaml yaml({.items =
                               "items: {a: {name: い, type: int}, b: {name: ろ, type: int}}\nrules:\n"
                               "  - {id: r, rule: order, first: a, then: [b], severity: error, text: 誤り}\n",
                           .head = "without: [b]\n"});
    EXPECT_TRUE(yaml.form().rules().empty());
}

} // namespace
} // namespace renkei::form::tables_rules_test
