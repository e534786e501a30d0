#include "gateway/forms/record/rules/rules.h"
#include "generated/messages/rules.h"

#include "tests/form/form_in_yaml.h"
#include "tests/support/wordings.h"
#include <gmock/gmock.h>

namespace renkei::record::rules_between_test {
namespace {

const std::string items = R"(
groups: {g: {name: 行}, g.h: {name: 下の行}}
items:
  flag: {name: 有無, type: flag}
  box: {name: 箱, type: flag}
  sex: {name: 性別, type: code(sex)}
  text: {name: 文, type: text}
  more: {name: 他, type: text}
  born: {name: 生年月日, type: date, partial: true}
  day: {name: 記入日, type: date}
  moment: {name: 作成日時, type: datetime}
  age: {name: 年齢, type: int}
  a: {name: 甲, type: dec}
  b: {name: 乙, type: dec}
  days: {name: 曜日, type: codes(sex)}
  g.from: {name: 開始, type: time}
  g.to: {name: 終了, type: time}
  g.text: {name: 行の文, type: text}
  g.h.no: {name: 番号, type: int}
rules:
  - {id: r, severity: warning, text: 誤り, )";

using Values = std::vector<std::pair<std::string, std::string>>;

// The ids of the items that one rule complains about, for a record with these values. "g[1].text" is in row 1
// of g.
class CheckedRule {
public:
    explicit CheckedRule(const std::string& rule)
        : yaml_({.items = items + rule + "}\n", .codes = "sex: {rows: [[\"1\", 男], [\"2\", 女]]}\n"}),
          record_(yaml_.form()) {}

    std::string of(const Values& values) {
        record_.clear();
        for (const auto& [id, text] : values) {
            set(id, text);
        }
        diag::Report report;
        Rules(yaml_.form(), nullptr, &test::wordings())
            .check(record_, report, [](const ItemLocation& location) {
                return diag::Where{.record = location.row.index + 1};
            });
        std::string out;
        for (const diag::Finding& each : report.findings()) {
            const bool has_value = each.message == diag::message::rule_pattern;
            EXPECT_TRUE(has_value || each.message == diag::message::rule_broken);
            EXPECT_EQ(each.severity, diag::Severity::warning);
            EXPECT_EQ(each.args.size(), has_value ? 3U : 2U);
            EXPECT_EQ(each.args.at(0), "誤り");
            EXPECT_EQ(each.args.at(1), "r");
            out += (out.empty() ? "" : " ") + each.item + "@" + std::to_string(each.where.record);
        }
        return out;
    }

private:
    const form::Form& form() const { return yaml_.form(); }
    Row& row(form::GroupId group, std::size_t index) {
        while (record_.rows(record_.root(), group).count <= index) {
            record_.add_row(record_.root(), group);
        }
        return *record_.rows(record_.root(), group).rows[index];
    }
    void set(const std::string& id, const std::string& text) {
        const std::size_t open = id.find('[');
        const std::string plain =
            open == std::string::npos ? id : id.substr(0, open) + id.substr(id.find(']') + 1);
        const std::size_t index =
            open == std::string::npos ? 0 : static_cast<std::size_t>(id[open + 1] - '0');
        const auto group = form().group(plain);
        if (text == "row") {
            row(*group, index);
            return;
        }
        const form::Item& item = form().items()[form().item(plain).value()];
        Row& where = item.group == form::document_group ? record_.root() : row(item.group, index);
        if (text == "!") {
            record_.set_absent(where, item, {"unable", ""});
        } else {
            record_.set(where, item, record_.arena().keep(text));
        }
    }

    test::FormInYaml yaml_;
    Record record_;
};

TEST(RequiredIf, wants_every_target_when_the_subject_has_a_value) {
    CheckedRule rule("rule: required-if, if: sex, is: [\"1\"], then: [text, more]");
    EXPECT_EQ(rule.of({{"sex", "1"}, {"text", "あ"}, {"more", "い"}}), "");
    EXPECT_EQ(rule.of({{"sex", "1"}, {"text", "あ"}}), "more@1");
    EXPECT_EQ(rule.of({{"sex", "1"}}), "text@1 more@1");
    EXPECT_EQ(rule.of({{"sex", "2"}}), "");
    EXPECT_EQ(rule.of({}), "");
}

TEST(RequiredIf, without_values_asks_if_the_subject_is_filled) {
    CheckedRule rule("rule: required-if, if: text, then: [more]");
    EXPECT_EQ(rule.of({{"text", "あ"}}), "more@1");
    EXPECT_EQ(rule.of({}), "");
    EXPECT_EQ(rule.of({{"text", "!"}}), "");
}

TEST(RequiredIf, takes_a_flag_as_filled_when_it_says_1) {
    CheckedRule rule("rule: required-if, if: flag, then: [text]");
    EXPECT_EQ(rule.of({{"flag", "1"}}), "text@1");
    EXPECT_EQ(rule.of({{"flag", "0"}}), "");
}

TEST(RequiredIf, takes_0_as_an_answer_when_each_target_is_asked_for) {
    CheckedRule rule("rule: required-if, if: text, then: [box]");
    EXPECT_EQ(rule.of({{"text", "あ"}, {"box", "0"}}), "");
    EXPECT_EQ(rule.of({{"text", "あ"}}), "box@1");
}

TEST(RequiredIf, of_any_wants_one_target) {
    CheckedRule rule("rule: required-if, if: text, then: [box, more], any: true");
    EXPECT_EQ(rule.of({{"text", "あ"}, {"more", "い"}}), "");
    EXPECT_EQ(rule.of({{"text", "あ"}, {"box", "1"}}), "");
    EXPECT_EQ(rule.of({{"text", "あ"}, {"box", "0"}}), "box@1");
}

TEST(RequiredIf, is_answered_by_a_reason) {
    CheckedRule rule("rule: required-if, if: sex, then: [text]");
    EXPECT_EQ(rule.of({{"sex", "1"}, {"text", "!"}}), "");
}

TEST(RequiredIf, wants_a_row_of_a_group) {
    CheckedRule rule("rule: required-if, if: flag, then: [g, days]");
    EXPECT_EQ(rule.of({{"flag", "1"}}), "g@1 days@1");
    EXPECT_EQ(rule.of({{"flag", "1"}, {"g[0]", "row"}, {"days[0]", "1"}}), "");
}

TEST(RequiredIf, looks_from_a_row_to_the_document) {
    CheckedRule rule("rule: required-if, if: days, is: [\"2\"], then: [text]");
    EXPECT_EQ(rule.of({{"days[0]", "1"}, {"days[1]", "2"}}), "text@1");
    EXPECT_EQ(rule.of({{"days[0]", "1"}, {"days[1]", "2"}, {"text", "あ"}}), "");
}

TEST(EmptyIf, wants_every_target_empty) {
    CheckedRule rule("rule: empty-if, if: sex, is: [\"2\"], then: [text, box]");
    EXPECT_EQ(rule.of({{"sex", "2"}, {"text", "あ"}, {"box", "1"}}), "text@1 box@1");
    EXPECT_EQ(rule.of({{"sex", "2"}, {"box", "0"}}), "");
    EXPECT_EQ(rule.of({{"sex", "2"}, {"text", "!"}}), "");
    EXPECT_EQ(rule.of({{"sex", "1"}, {"text", "あ"}}), "");
}

TEST(EmptyIf, with_a_stop_takes_a_text_that_names_nothing_for_empty) {
    CheckedRule stop("rule: empty-if, if: sex, is: [\"2\"], then: [text], stop: true");
    EXPECT_EQ(stop.of({{"sex", "2"}, {"text", "特になし"}}), "");
    EXPECT_EQ(stop.of({{"sex", "2"}, {"text", "MRSA（－）、HCV（－）"}}), "");
    EXPECT_EQ(stop.of({{"sex", "2"}, {"text", "MRSA（－）、HCV（＋）"}}), "text@1");
    CheckedRule other("rule: empty-if, if: sex, is: [\"2\"], then: [text]");
    EXPECT_EQ(other.of({{"sex", "2"}, {"text", "特になし"}}), "text@1");
}

TEST(Exclusive, wants_no_other_box) {
    CheckedRule rule("rule: exclusive, if: flag, then: [box]");
    EXPECT_EQ(rule.of({{"flag", "1"}, {"box", "1"}}), "box@1");
    EXPECT_EQ(rule.of({{"flag", "1"}, {"box", "0"}}), "");
    EXPECT_EQ(rule.of({{"flag", "0"}, {"box", "1"}}), "");
}

TEST(Order, wants_the_first_not_after_the_second) {
    CheckedRule rule("rule: order, first: born, then: [day]");
    EXPECT_EQ(rule.of({{"born", "2026-01-14"}, {"day", "2026-01-13"}}), "born@1");
    EXPECT_EQ(rule.of({{"born", "2026-01-13"}, {"day", "2026-01-13"}}), "");
    EXPECT_EQ(rule.of({{"born", "2026-01"}, {"day", "2026-01-13"}}), "");
    EXPECT_EQ(rule.of({{"born", "2027"}, {"day", "2026-01-13"}}), "born@1");
    EXPECT_EQ(rule.of({{"born", "2026-01-14"}}), "");
}

TEST(Order, compares_days_with_moments_and_numbers_by_value) {
    CheckedRule days("rule: order, first: day, then: [moment]");
    EXPECT_EQ(days.of({{"day", "2026-01-13"}, {"moment", "2026-01-13T00:00:00+09:00"}}), "");
    EXPECT_EQ(days.of({{"day", "2026-01-14"}, {"moment", "2026-01-13T23:59:59+09:00"}}), "day@1");
    CheckedRule numbers("rule: order, first: a, then: [b]");
    EXPECT_EQ(numbers.of({{"a", "9.50"}, {"b", "9.5"}}), "");
    EXPECT_EQ(numbers.of({{"a", "9"}, {"b", "10"}}), "");
    EXPECT_EQ(numbers.of({{"a", "10"}, {"b", "9"}}), "a@1");
}

TEST(Order, is_checked_in_every_row_of_a_group) {
    CheckedRule rule("rule: order, first: g.from, then: [g.to]");
    EXPECT_EQ(rule.of({{"g[0].from", "10:00"},
                       {"g[0].to", "09:00"},
                       {"g[1].from", "09:00"},
                       {"g[1].to", "10:00"},
                       {"g[2].from", "12:01"},
                       {"g[2].to", "12:00"}}),
              "g.from@1 g.from@3");
}

TEST(Sum, wants_the_exact_total) {
    CheckedRule rule("rule: sum, total: a, then: [b, age]");
    EXPECT_EQ(rule.of({{"a", "10.30"}, {"b", "0.3"}, {"age", "10"}}), "");
    EXPECT_EQ(rule.of({{"a", "10.31"}, {"b", "0.3"}, {"age", "10"}}), "a@1");
}

TEST(Sum, is_not_checked_while_a_part_is_unknown) {
    CheckedRule rule("rule: sum, total: a, then: [b, age]");
    EXPECT_EQ(rule.of({{"a", "10"}, {"age", "5"}}), "");
    EXPECT_EQ(rule.of({{"b", "10"}, {"age", "5"}}), "");
}

TEST(OneOf, counts_what_is_filled) {
    CheckedRule least("rule: one-of, then: [text, more, box], is: [least]");
    EXPECT_EQ(least.of({}), "text@1");
    EXPECT_EQ(least.of({{"box", "0"}}), "text@1");
    EXPECT_EQ(least.of({{"text", "あ"}, {"box", "1"}}), "");
    CheckedRule most("rule: one-of, then: [text, more], is: [most]");
    EXPECT_EQ(most.of({}), "");
    EXPECT_EQ(most.of({{"text", "あ"}, {"more", "い"}}), "text@1");
    CheckedRule exactly("rule: one-of, then: [text, g], is: [exactly]");
    EXPECT_EQ(exactly.of({}), "text@1");
    EXPECT_EQ(exactly.of({{"text", "あ"}}), "");
    EXPECT_EQ(exactly.of({{"text", "あ"}, {"g[0]", "row"}}), "text@1");
}

TEST(Agrees, wants_the_age_on_the_day) {
    CheckedRule rule("rule: agrees, item: age, then: [born, day]");
    EXPECT_EQ(rule.of({{"age", "85"}, {"born", "1940-05-03"}, {"day", "2026-05-02"}}), "");
    EXPECT_EQ(rule.of({{"age", "085"}, {"born", "1940-05-03"}, {"day", "2026-05-02"}}), "");
    EXPECT_EQ(rule.of({{"age", "86"}, {"born", "1940-05-03"}, {"day", "2026-05-02"}}), "age@1");
}

TEST(Agrees, knows_leap_day_births) {
    CheckedRule rule("rule: agrees, item: age, then: [born, day]");
    EXPECT_EQ(rule.of({{"age", "85"}, {"born", "1940-02-29"}, {"day", "2026-02-28"}}), "");
    EXPECT_EQ(rule.of({{"age", "86"}, {"born", "1940-02-29"}, {"day", "2026-03-01"}}), "");
    EXPECT_EQ(rule.of({{"age", "86"}, {"born", "1940-02-29"}, {"day", "2026-02-28"}}), "age@1");
}

TEST(Agrees, is_not_checked_on_a_partial_date) {
    CheckedRule rule("rule: agrees, item: age, then: [born, day]");
    EXPECT_EQ(rule.of({{"age", "1"}, {"born", "1940"}, {"day", "2026-05-02"}}), "");
    EXPECT_EQ(rule.of({{"born", "1940-05-03"}, {"day", "2026-05-02"}}), "");
}

TEST(Pattern, is_for_every_filled_target) {
    CheckedRule rule("rule: pattern, then: [text, g.text], is: ['[a-z]+(-[a-z]+)?']");
    EXPECT_EQ(rule.of({{"text", "abc-d"}, {"g[0].text", "a"}, {"g[1].text", "A"}}), "g.text@2");
    EXPECT_EQ(rule.of({}), "");
}

TEST(ValueOf, wants_one_of_the_values_if_filled) {
    CheckedRule rule("rule: value, if: flag, is: [\"1\"]");
    EXPECT_EQ(rule.of({{"flag", "0"}}), "flag@1");
    EXPECT_EQ(rule.of({{"flag", "1"}}), "");
    EXPECT_EQ(rule.of({}), "");
}

TEST(RuleSpan, ends_before_the_same_day_months_later) {
    CheckedRule rule("rule: span, first: born, then: [day], is: [6 months]");
    EXPECT_EQ(rule.of({{"born", "2026-01-01"}, {"day", "2026-06-30"}}), "");
    EXPECT_EQ(rule.of({{"born", "2026-01-01"}, {"day", "2026-07-01"}}), "day@1");
    EXPECT_EQ(rule.of({{"born", "2026-08-31"}, {"day", "2027-02-27"}}), "");
    EXPECT_EQ(rule.of({{"born", "2026-08-31"}, {"day", "2027-02-28"}}), "day@1");
    EXPECT_EQ(rule.of({{"born", "2026-08-31"}}), "");
}

TEST(RuleSpan, of_days_counts_both_ends) {
    CheckedRule rule("rule: span, first: day, then: [moment], is: [30 days]");
    EXPECT_EQ(rule.of({{"day", "2026-05-01"}, {"moment", "2026-05-30T10:00:00+09:00"}}), "");
    EXPECT_EQ(rule.of({{"day", "2026-05-01"}, {"moment", "2026-05-31T10:00:00+09:00"}}), "moment@1");
}

TEST(RuleOnlyIf, asks_for_all_conditions) {
    CheckedRule rule(
        "rule: only-if, then: [text, box], when: [{item: sex, is: [\"1\"]}, {item: more, starts: [A, B]}]");
    EXPECT_EQ(rule.of({{"text", "x"}, {"sex", "1"}, {"more", "Bc"}}), "");
    EXPECT_EQ(rule.of({{"text", "x"}, {"sex", "2"}, {"more", "Bc"}}), "text@1");
    EXPECT_EQ(rule.of({{"text", "x"}, {"box", "0"}, {"sex", "1"}}), "text@1 box@1"); // 0 is said, too
    EXPECT_EQ(rule.of({{"sex", "2"}}), "");
}

TEST(RuleWhen, limits_any_rule_to_where_it_holds) {
    CheckedRule rule(
        "rule: required-if, if: flag, then: [text], when: [{item: sex, not: [\"1\"]}, {item: more}]");
    EXPECT_EQ(rule.of({{"flag", "1"}, {"sex", "2"}, {"more", "x"}}), "text@1");
    EXPECT_EQ(rule.of({{"flag", "1"}, {"more", "x"}}), "text@1"); // an empty item is not 1
    EXPECT_EQ(rule.of({{"flag", "1"}, {"sex", "1"}, {"more", "x"}}), "");
    EXPECT_EQ(rule.of({{"flag", "1"}, {"sex", "2"}}), "");
}

TEST(RuleWhen, counts_full_years) {
    CheckedRule rule(
        "rule: required-if, if: flag, then: [text], when: [{age: [born, day], from: 40, to: 64}]");
    const auto on = [&](const std::string& day) {
        return rule.of({{"flag", "1"}, {"born", "1961-05-02"}, {"day", day}});
    };
    EXPECT_EQ(on("2001-05-01"), "");
    EXPECT_EQ(on("2001-05-02"), "text@1");
    EXPECT_EQ(on("2026-05-01"), "text@1");
    EXPECT_EQ(on("2026-05-02"), "");
    EXPECT_EQ(rule.of({{"flag", "1"}, {"day", "2026-05-02"}}), ""); // no birth date, no age
}

TEST(RuleWhen, knows_the_last_row) {
    CheckedRule rule("rule: only-if, then: [g.text], when: [{last: g}]");
    EXPECT_EQ(rule.of({{"g[0].text", "x"}}), "");
    EXPECT_EQ(rule.of({{"g[0].text", "x"}, {"g[1].text", "y"}}), "g.text@1");
}

} // namespace
} // namespace renkei::record::rules_between_test
