#include "tests/form/form_in_yaml.h"
#include <gmock/gmock.h>

namespace renkei::form::tables_items_test {
namespace {

using test::FormInYaml;

std::string refused(const std::string& items, const std::string& syntax = "json: {kind: json}") {
    return FormInYaml(
               {.items = items, .syntax = syntax, .codes = "sex: {rows: [[\"1\", 男], [\"2\", 女]]}\n"})
        .refusals();
}

TEST(Items, carry_what_the_table_says) {
    const FormInYaml yaml({.items = R"(
items:
  name: {name: 氏名, type: text(60), card: 1, from: F}
  number: {name: 番号, type: token(digits3), check: "m10w21?", ext: true, sensitive: true}
  sex: {name: 性別, type: code(sex), literal: "1"}
  born: {name: 生年月日, type: date, partial: true}
  grade: {name: 点, type: int(3), min: 0, max: 100}
)",
                           .codes = "sex: {rows: [[\"1\", 男], [\"2\", 女]]}\n"});
    const Form& form = yaml.form();
    const auto item = [&](std::string_view id) { return form.items()[form.item(id).value()]; };
    EXPECT_EQ(form.text(item("name").name), "氏名");
    EXPECT_EQ(item("name").max_length, 60U);
    EXPECT_TRUE(item("name").is(required));
    EXPECT_EQ(form.text(item("name").provenance), "F");
    EXPECT_EQ(form.text(item("number").format), "digits3");
    EXPECT_EQ(item("number").check, static_cast<std::uint8_t>(CheckDigit::m10w21_warning));
    EXPECT_TRUE(item("number").is(extension) && item("number").is(sensitive));
    EXPECT_EQ(item("sex").list, ListId(0));
    EXPECT_EQ(form.text(item("sex").literal), "1");
    EXPECT_TRUE(item("born").is(partial));
    EXPECT_EQ(form.text(item("grade").max), "100");
    EXPECT_EQ(item("grade").max_length, 3U);
    EXPECT_FALSE(form.item("nothing").has_value());
}

TEST(Items, are_ordered_header_first_and_extensions_last) {
    const FormInYaml yaml(
        {.items = "groups: {gone: {kind: carried}}\nitems:\n  more: {name: 拡張, type: text, ext: true}\n  "
                  "own: {name: 本文, type: text}\n",
         .syntax = "csv: {kind: wide, columns: 1, columns_file: orca}, json: {kind: json}",
         .head = "use: [shared/header]\n",
         .files = {{"shared/header.yaml",
                    "items: {head: {name: 表題, type: text}, late: {name: 末尾, type: text, ext: true}}\n"},
                   {"form/orca.yaml",
                    "items: {only: {name: 版, type: text, syntax: csv}}\ncolumns: {\"1\": only}\n"}}});
    EXPECT_THAT(yaml.tables().item_ids,
                testing::ElementsAre("head", "own", "gone.pointer", "gone.value", "late", "more", "only"));
}

FormInYaml completed(const std::string& items) {
    return FormInYaml({.items = items,
                       .head = "use: [shared/header]\n",
                       .files = {{"shared/header.yaml", "items: {head: {name: 表題, type: text(9)}}\n"}}});
}

TEST(Items, of_a_shared_file_get_further_keys_from_the_form) {
    const FormInYaml yaml =
        completed("items:\n  own: {name: 本文, type: text}\n  head: {card: 1, ext: true}\n");
    const Item& head = yaml.form().items()[yaml.form().item("head").value()];
    EXPECT_TRUE(head.is(required));
    EXPECT_EQ(head.max_length, 9U);
    EXPECT_EQ(yaml.form().text(head.name), "表題");
    EXPECT_THAT(yaml.tables().item_ids, testing::ElementsAre("own", "head")); // it became an extension item
}

TEST(Refusal, of_a_form_that_changes_a_shared_item) {
    EXPECT_THAT(completed("items:\n  head: {name: 別名, type: text}\n").refusals(),
                testing::StartsWith("M002 form/items.yaml:2:9 [head]"));
    FormInYaml twice(
        {.items = "items:\n  head: {card: 1}\n",
         .head = "use: [shared/header]\n",
         .files = {{"shared/header.yaml", "items: {head: {name: 表題, type: text, card: 1}}\n"}}});
    EXPECT_THAT(twice.refusals(), testing::StartsWith("M002 form/items.yaml:2:16 [card]"));
}

TEST(Refusal, of_keys_for_an_item_that_no_shared_file_has) {
    EXPECT_THAT(completed("items:\n  haed: {card: 1}\n").refusals(), testing::StartsWith("M008"));
}

TEST(Groups, nest_by_their_names) {
    const FormInYaml yaml({.items = R"(
groups:
  visits.staff: {name: 訪問者, min: 1, max: 4}
  visits: {name: 訪問}
items:
  title: {name: 表題, type: text}
  visits.vitals.pulse: {name: 脈拍, type: int}
  visits.staff.name: {name: 氏名, type: text}
  visits.note: {name: 備考, type: text}
)"});
    const Form& form = yaml.form();
    const Group& visits = form.groups()[form.group("visits").value()];
    const Group& staff = form.groups()[form.group("visits.staff").value()];
    EXPECT_EQ(visits.parent, document_group);
    EXPECT_EQ(visits.items, 2U);
    EXPECT_EQ(visits.groups, 1U);
    EXPECT_EQ(visits.max_rows, no_bound);
    EXPECT_EQ(form.groups()[staff.parent].depth, 1U);
    EXPECT_EQ(staff.depth, 2U);
    EXPECT_EQ(staff.min_rows, 1U);
    EXPECT_EQ(staff.max_rows, 4U);
    EXPECT_EQ(form.items()[form.item("visits.note").value()].slot, 1U);
    EXPECT_EQ(form.items()[form.item("visits.vitals.pulse").value()].group, form.group("visits").value());
}

TEST(Groups, of_codes_have_the_items_id) {
    const FormInYaml yaml({.items = "items: {days: {name: 曜日, type: codes(days), card: 1, max: 7}}\n",
                           .codes = "days: {rows: [[\"1\", 月], [\"2\", 火]]}\n"});
    const Form& form = yaml.form();
    const Group& days = form.groups()[form.group("days").value()];
    EXPECT_EQ(days.kind, GroupKind::codes);
    EXPECT_EQ(form.text(days.name), "曜日");
    EXPECT_EQ(days.items, 1U);
    EXPECT_EQ(days.min_rows, 1U);
    EXPECT_EQ(days.max_rows, 7U);
    EXPECT_EQ(form.items()[form.item("days").value()].group, form.group("days").value());
}

TEST(Groups, of_numbered_columns_have_a_place) {
    const FormInYaml yaml({.items = R"(
groups: {family: {rows: 4, at: 2, stride: 2, name: 家族}}
items:
  family.name: {col: +1, name: 氏名, type: text}
  family.age: {col: +2, name: 年齢, type: int}
  title: {col: 1, name: 表題, type: text}
)",
                           .syntax = "csv: {kind: wide, columns: 9}"});
    const Form& form = yaml.form();
    const Group& family = form.groups()[form.group("family").value()];
    EXPECT_EQ(family.kind, GroupKind::numbered);
    EXPECT_EQ(family.max_rows, 4U);
    EXPECT_EQ(form.text(form.items()[family.place].id), "family.place");
    EXPECT_TRUE(form.items()[family.place].is(implied));
    EXPECT_THAT(yaml.tables().item_ids,
                testing::ElementsAre("family.name", "family.age", "family.place", "title"));
}

TEST(Groups, of_a_level_know_their_keys) {
    const FormInYaml yaml({.items = R"(
groups: {need: {level: [need.no]}, need.goal: {level: [need.goal.no]}}
items:
  need.no: {col: 1, name: 課題番号, type: int}
  need.goal.no: {col: 2, name: 目標番号, type: int}
)",
                           .syntax = "csv: {kind: nested, columns: 2, levels: [need, need.goal]}"});
    const Form& form = yaml.form();
    const Group& goal = form.groups()[form.group("need.goal").value()];
    ASSERT_EQ(form.level_keys(goal).size(), 1U);
    EXPECT_EQ(form.text(form.items()[form.level_keys(goal)[0]].id), "need.goal.no");
}

TEST(Groups, for_what_no_item_holds_bring_their_items) {
    const FormInYaml yaml({.items = R"(
groups:
  carried: {kind: carried, name: その他}
  absent: {kind: absent, list: why, name: 欠測}
  blank: {kind: blank}
items:
  absent.note: {name: 欠測補足, type: text(100)}
)",
                           .codes = "why: {rows: [[unable, 測定不能]]}\n"});
    const Form& form = yaml.form();
    EXPECT_EQ(form.about().carried_group, form.group("carried"));
    EXPECT_EQ(form.about().absent_group, form.group("absent"));
    EXPECT_EQ(form.about().blank_group, form.group("blank"));
    EXPECT_EQ(form.about().absent_list, ListId(0));
    EXPECT_TRUE(yaml.tables().has_reasons);
    for (const std::string_view id : {"carried.pointer", "carried.value", "absent.pointer", "absent.reason",
                                      "absent.note", "blank.item", "blank.rows"}) {
        ASSERT_TRUE(form.item(id)) << id;
        EXPECT_TRUE(form.items()[*form.item(id)].is(implied)) << id;
    }
    EXPECT_EQ(form.text(form.items()[*form.item("absent.note")].name), "欠測補足");
}

TEST(Form, without_groups_for_the_unknown_has_none) {
    const FormInYaml yaml({});
    EXPECT_EQ(yaml.form().about().absent_group, none);
    EXPECT_TRUE(yaml.form().documents().empty());
    EXPECT_FALSE(yaml.tables().has_reasons);
}

TEST(Refusal, of_an_item_that_is_declared_twice) {
    const FormInYaml yaml({.head = "use: [shared/header]\n",
                           .files = {{"shared/header.yaml", "items: {a: {name: い, type: text}}\n"}}});
    EXPECT_THAT(yaml.refusals(),
                testing::MatchesRegex("M002 form/items.yaml:2:6 \\[a\\] \\[.*shared/header.yaml:1:12\\]"));
}

TEST(Refusal, of_a_group_that_is_declared_twice) {
    EXPECT_THAT(refused("groups: {a: {name: 甲}}\nitems: {a: {name: 乙, type: codes(sex)}}\n"),
                testing::StartsWith("M002 form/items.yaml:2:12 [a]"));
}

TEST(Refusal, of_two_groups_of_one_kind) {
    EXPECT_THAT(refused("groups: {a: {kind: blank}, b: {kind: blank}}\n"),
                testing::StartsWith("M002 form/items.yaml:1:31 [kind: blank]"));
}

TEST(Refusal, of_a_path_that_leads_through_an_item) {
    EXPECT_THAT(refused("items:\n  a: {name: い, type: text}\n  a.b: {name: ろ, type: text}\n"),
                testing::StartsWith("M002 form/items.yaml:3:8 [a]"));
}

TEST(Refusal, of_an_unknown_key_names_the_known_ones) {
    EXPECT_EQ(
        refused("items: {a: {name: い, type: text, crad: 1}}\n"),
        "M006 form/items.yaml:1:40 [crad] [col, head, name, type, card, ext, partial, literal, none, "
        "min, max, "
        "plausible, pattern, check, from, syntax, sensitive, kept_alone, shown_alone, reason_apart] (い)");
    EXPECT_THAT(refused("groups: {a: {rosw: 4}}\n"), testing::StartsWith("M006 form/items.yaml:1:20 [rosw]"));
    EXPECT_THAT(refused("itmes: {}\n"), testing::StartsWith("M006 form/items.yaml:1:8 [itmes]"));
}

TEST(Refusal, of_an_item_without_name_or_type) {
    EXPECT_EQ(refused("items: {a: {tpye: text}}\n").substr(0, 41),
              "M008 form/items.yaml:1:12 [name] | M006 f");
    EXPECT_EQ(refused("items: {a: {name: い}}\n"), "M008 form/items.yaml:1:12 [type] (い)");
}

TEST(Refusal, of_an_unknown_type_names_them_all) {
    EXPECT_THAT(refused("items: {a: {name: い, type: txet}}\n"),
                testing::StartsWith("M004 form/items.yaml:1:28 [txet] [text text(n) "));
    EXPECT_THAT(refused("items: {a: {name: い, type: text(}}\n"), testing::StartsWith("M004 "));
}

TEST(Refusal, of_a_text_for_no_value_that_could_be_one) {
    for (const std::string item :
         {"type: time, none: \"0000\"", "type: date, none: \"20260101\"", "type: month, none: \"202601\"",
          "type: date, none: \"9999\"", "type: time, none: none", "type: text, none: \"9999\"",
          "type: time, none: \"9999\", card: 1"}) {
        EXPECT_THAT(refused("items: {a: {name: い, " + item + "}}\n"), testing::StartsWith("M007 ")) << item;
    }
    for (const std::string item :
         {"type: time, none: \"9999\"", "type: date, none: \"00000000\"", "type: month, none: \"000000\""}) {
        EXPECT_EQ(refused("items: {a: {name: い, " + item + "}}\n"), "") << item;
    }
}

TEST(Refusal, of_a_type_with_a_wrong_argument) {
    EXPECT_EQ(refused("items: {a: {name: い, type: date(8)}}\n"),
              "M007 form/items.yaml:1:28 [date(8)] [date] (い)");
    EXPECT_EQ(refused("items: {a: {name: い, type: text(x)}}\n"),
              "M007 form/items.yaml:1:28 [text(x)] [text(n)] (い)");
    EXPECT_EQ(refused("items: {a: {name: い, type: token}}\n"),
              "M007 form/items.yaml:1:28 [token] [token(format)] (い)");
    EXPECT_EQ(refused("items: {a: {name: い, type: code}}\n"),
              "M007 form/items.yaml:1:28 [code] [code(list)] (い)");
}

TEST(Refusal, of_an_unknown_format_or_list_suggests_one) {
    EXPECT_EQ(refused("items: {a: {name: い, type: token(digit3)}}\n"),
              "M005 form/items.yaml:1:28 [digit3] [digits3] (い)");
    EXPECT_EQ(refused("items: {a: {name: い, type: code(sxe)}}\n"),
              "M021 form/items.yaml:1:28 [sxe] [sex] (い)");
    EXPECT_EQ(refused("items: {a: {name: い, type: flag(consent)}}\n"),
              "M021 form/items.yaml:1:28 [consent] [] (い)");
}

TEST(Refusal, of_values_that_are_not_allowed) {
    const auto with = [](const std::string& more) {
        return refused("items: {a: {name: い, type: int, " + more + "}}\n");
    };
    EXPECT_EQ(with("card: 2"), "M007 form/items.yaml:1:39 [2] [1] (い)");
    EXPECT_EQ(with("ext: yes"), "M007 form/items.yaml:1:38 [yes] [true] (い)");
    EXPECT_EQ(with("from: X"), "M007 form/items.yaml:1:39 [X] [S | F | D] (い)");
    EXPECT_EQ(with("check: m11"), "M007 form/items.yaml:1:40 [m11] [m10w21 | m10w21?] (い)");
    EXPECT_EQ(with("min: low"), "M007 form/items.yaml:1:38 [low] [0 | 12.5 | …] (い)");
    EXPECT_EQ(with("partial: true"), "M007 form/items.yaml:1:42 [true] [type: date | datetime] (い)");
    EXPECT_EQ(with("syntax: orca"), "M007 form/items.yaml:1:41 [orca] [json]");
    EXPECT_THAT(with("pattern: '['"), testing::StartsWith("M007 form/items.yaml:1:42 [[] [RE2 (missing ]"));
}

TEST(Refusal, of_a_bound_on_what_is_no_number) {
    EXPECT_EQ(refused("items: {a: {name: い, type: text, max: 3}}\n"),
              "M007 form/items.yaml:1:39 [3] [type: int | dec | codes(list)] (い)");
}

TEST(Refusal, of_a_level_key_that_is_unknown_or_elsewhere) {
    const auto with = [](const std::string& key) {
        return refused("groups: {g: {level: [" + key +
                       "]}}\nitems:\n  a: {name: い, type: int}\n  g.no: {name: 番号, type: int}\n");
    };
    EXPECT_EQ(with("g.on"), "M001 form/items.yaml:1:22 [g.on] [g.no]");
    EXPECT_EQ(with("a"), "M007 form/items.yaml:1:22 [a] [g.…]");
}

TEST(Refusal, of_reasons_without_their_list) {
    EXPECT_EQ(refused("groups: {absent: {kind: absent}}\n"), "M008 form/items.yaml:1:18 [list]");
    EXPECT_EQ(refused("groups: {absent: {kind: absent, list: sxe}}\n"),
              "M021 form/items.yaml:1:18 [sxe] [sex] (absent 理由)");
    EXPECT_EQ(refused("groups: {a: {kind: gone}}\n"),
              "M007 form/items.yaml:1:20 [gone] [carried | absent | blank]");
}

TEST(Refusal, of_an_own_item_at_the_place_of_a_numbered_row) {
    EXPECT_THAT(
        refused(
            "groups: {g: {rows: 1, at: 1, stride: 1}}\nitems: {g.place: {col: +1, name: い, type: text}}\n",
            "csv: {kind: wide, columns: 1}"),
        testing::StartsWith("M002 form/items.yaml:2:18 [g.place]"));
}

TEST(Refusal, of_a_numbered_group_that_does_not_say_where) {
    EXPECT_EQ(refused("groups: {g: {rows: 2}}\n"),
              "M008 form/items.yaml:1:13 [at] | M008 form/items.yaml:1:13 [stride]");
}

TEST(Refusal, names_everything_wrong_in_one_pass) {
    EXPECT_EQ(refused("items:\n  a: {name: い, type: txet}\n  b: {name: ろ, type: code(sxe)}\nrules:\n  - "
                      "{id: r, rule: sum}\n")
                  .substr(0, 5),
              "M004 ");
    const FormInYaml yaml({.items = "items:\n  a: {name: い, type: txet}\n  b: {name: ろ, type: code(sxe), "
                                    "card: 3}\nrules: [{id: r}]\n"});
    EXPECT_EQ(yaml.report().total(), 6U) << yaml.refusals();
}

} // namespace
} // namespace renkei::form::tables_items_test
