#include "gateway/forms/record/rules/rules.h"

#include "tests/form/form_in_yaml.h"
#include <gmock/gmock.h>

namespace renkei::record::rules_values_test {
namespace {

const std::string items = R"(
groups:
  family: {rows: 3, at: 1, stride: 1, name: 家族}
  visits: {name: 訪問, min: 1, max: 2}
items:
  name: {name: 氏名, type: text(3), card: 1}
  form: {name: 帳票, type: text, literal: NYUIN}
  number: {name: 保険者番号, type: token(digits3), check: m10w21}
  person: {name: 被保険者番号, type: text, check: "m10w21?"}
  code: {name: 番号, type: text, pattern: '[0-9]{3}'}
  pointer: {name: 場所, type: text, pattern: '^/.+$'}
  pulse: {name: 脈拍, type: int(3), min: 0, max: 300}
  heat: {name: 体温, type: dec, min: 25, max: 45.0}
  born: {name: 生年月日, type: date, partial: true}
  family.name: {col: +1, name: 氏名, type: text}
  visits.date: {name: 訪問日, type: date, card: 1}
)";

// A record of the form above with a filled name and one visit, and what the rules say about it.
class Filled {
public:
    Filled() : yaml_({.items = items}), record_(yaml_.form()) {
        set("name", "花子");
        set(add("visits"), "visits.date", "2026-01-13");
    }
    void set(const std::string& id, std::string_view text) { set(record_.root(), id, text); }
    void set(Row& row, const std::string& id, std::string_view text) { record_.set(row, item(id), text, 7); }
    void refuse(const std::string& id) { record_.set_absent(record_.root(), item(id), {"unable", ""}); }
    Row& add(const std::string& group) {
        return record_.add_row(record_.root(), yaml_.form().group(group).value());
    }
    Record& record() { return record_; }
    const form::Form& form() const { return yaml_.form(); }

    diag::Report checked() const {
        diag::Report report;
        Rules(yaml_.form()).check(record_, report, [](const ItemLocation& location) {
            return diag::Where{.offset = location.offset,
                               .record = location.row.index + 1,
                               .cell = location.item == form::none ? 0U : location.item.value + 1U};
        });
        return report;
    }
    // "R101 氏名" per finding
    std::string said() const {
        const diag::Report report = checked();
        std::string out;
        for (const diag::Finding& each : report.findings()) {
            out += (out.empty() ? "" : " | ") + std::string(diag::row(each.message).id) + " " + each.name;
            for (const std::string& arg : each.args) {
                out += " " + arg;
            }
        }
        return out;
    }

private:
    const form::Item& item(const std::string& id) const {
        return yaml_.form().items()[yaml_.form().item(id).value()];
    }
    test::FormInYaml yaml_;
    Record record_;
};

std::string said_of(const std::string& id, std::string_view text) {
    Filled filled;
    filled.set(id, text);
    return filled.said();
}

TEST(ValueRules, report_nothing_for_a_valid_record) { EXPECT_EQ(Filled().said(), ""); }

TEST(ValueRules, want_required_items_in_every_row) {
    Filled filled;
    filled.record().unset(filled.record().root(), filled.form().items()[*filled.form().item("name")]);
    filled.add("visits");
    EXPECT_EQ(filled.said(), "R101 氏名 | R101 訪問日");
}

TEST(ValueRules, take_no_reason_for_a_required_item) {
    Filled filled;
    filled.refuse("name");
    filled.refuse("heat");
    EXPECT_EQ(filled.said(), "R101 氏名");
}

TEST(ValueRules, want_the_literal) {
    EXPECT_EQ(said_of("form", "NYUIN"), "");
    EXPECT_EQ(said_of("form", "TAIIN"), "R102 帳票 NYUIN TAIIN");
}

TEST(ValueRules, count_length_in_characters_as_people_see_them) {
    EXPECT_EQ(said_of("name", "連携子"), "");
    EXPECT_EQ(said_of("name", "葛\U000E0100城子"), "");
    EXPECT_EQ(said_of("name", "か\u3099か\u3099か\u3099"), "");
    EXPECT_EQ(said_of("name", "連携花子"), "R103 氏名 3 4");
    EXPECT_EQ(said_of("name", "ｶﾞｶﾞ"), "R103 氏名 3 4");
}

TEST(ValueRules, want_the_format_and_only_then_the_check_digit) {
    EXPECT_EQ(said_of("number", "18"), "R104 保険者番号 3 digits 半角数字3桁 18 018");
    EXPECT_EQ(said_of("number", "182"), ""); // 18: 8*2=16→7, 1*1=1 → 8 → 2
    EXPECT_EQ(said_of("number", "183"), "R108 保険者番号 183");
}

TEST(ValueRules, only_warn_of_a_check_digit_that_is_not_sure) {
    Filled filled;
    filled.set("person", "0000000001");
    ASSERT_EQ(filled.checked().findings().size(), 1U);
    EXPECT_EQ(filled.checked().findings()[0].severity, diag::Severity::warning);
    filled.set("number", "183");
    EXPECT_EQ(filled.checked().count(diag::Severity::error), 1U);
    EXPECT_EQ(said_of("person", "H123456789"), "");
}

TEST(ValueRules, want_the_pattern) {
    EXPECT_EQ(said_of("pointer", "/a"), "");
    EXPECT_EQ(said_of("pointer", "a"), "R105 場所 ^/.+$ ^/.+$ a");
}

TEST(ValueRules, say_what_a_pattern_wants_in_the_words_of_the_format_that_has_it) {
    EXPECT_EQ(said_of("code", "18"), "R105 番号 3 digits 半角数字3桁 18 018");
}

TEST(ValueRules, compare_bounds_exactly) {
    for (const std::string_view right : {"25", "25.0", "45.00", "44.99999999999999999999"}) {
        EXPECT_EQ(said_of("heat", right), "") << right;
    }
    EXPECT_EQ(said_of("heat", "24.99999999999999999999"), "R106 体温 25 24.99999999999999999999");
    EXPECT_EQ(said_of("heat", "45.00000000000000000001"), "R107 体温 45.0 45.00000000000000000001");
    EXPECT_EQ(said_of("heat", "三十六"), "R110 体温 三十六");
    EXPECT_EQ(said_of("pulse", "-1"), "R106 脈拍 0 -1");
    EXPECT_EQ(said_of("pulse", "3000"), "R103 脈拍 3 4 | R107 脈拍 300 3000");
}

TEST(ValueRules, want_days_of_the_calendar) {
    EXPECT_EQ(said_of("born", "1940-02"), "");
    EXPECT_EQ(said_of("born", "1941-02-29"), "R109 生年月日 1941-02-29");
    Filled filled;
    filled.set(filled.add("visits"), "visits.date", "2026-01");
    EXPECT_EQ(filled.said(), "R109 訪問日 2026-01");
}

TEST(ValueRules, count_rows) {
    Filled filled;
    filled.record().remove_last_row(filled.record().root(), *filled.form().group("visits"));
    EXPECT_EQ(filled.said(), "R111 訪問 1 0");
    for (int i = 0; i < 3; ++i) {
        filled.set(filled.add("visits"), "visits.date", "2026-01-13");
    }
    EXPECT_EQ(filled.said(), "R112 訪問 2 3");
}

TEST(ValueRules, warn_of_a_row_after_a_gap) {
    Filled filled;
    filled.set(filled.add("family"), "family.name", "介護 太郎");
    Row& third = filled.add("family");
    filled.set(third, "family.name", "試験 次郎");
    filled.set(third, "family.place", "3");
    EXPECT_EQ(filled.said(), "R113 家族 記入位置 3");
    EXPECT_EQ(filled.checked().findings()[0].severity, diag::Severity::warning);
}

TEST(ValueRules, have_room_for_as_many_rows_as_there_are_columns) {
    Filled filled;
    Row& row = filled.add("family");
    filled.set(row, "family.place", "4");
    EXPECT_EQ(filled.said(), "R107 家族 記入位置 3 4 | R113 家族 記入位置 4");
}

TEST(ValueRules, say_item_name_value_and_place) {
    Filled filled;
    filled.set("name", "連携花子");
    const diag::Report report = filled.checked();
    ASSERT_EQ(report.findings().size(), 1U);
    const diag::Finding& finding = report.findings()[0];
    EXPECT_EQ(finding.item, "name");
    EXPECT_EQ(finding.name, "氏名");
    EXPECT_EQ(finding.value, "連携花子");
    EXPECT_EQ(finding.where.offset, 7U);
    EXPECT_EQ(finding.where.cell, filled.form().item("name")->value + 1U);
    EXPECT_EQ(diag::sentence(finding.message, finding.args, diag::Language::japanese),
              "4 文字あります。3 文字以内に短くしてください");
}

} // namespace
} // namespace renkei::record::rules_values_test
