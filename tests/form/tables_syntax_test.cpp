#include "tests/form/form_in_yaml.h"
#include <gmock/gmock.h>

namespace renkei::form::tables_syntax_test {
namespace {

using test::FormInYaml;

const std::string two_and_a_family = R"(
groups: {family: {rows: 2, at: 3, stride: 2}}
items:
  b: {col: 2, name: ろ, type: text}
  a: {col: 1, name: い, type: text}
  family.name: {col: +1, name: 氏名, type: text}
  family.age: {col: +2, name: 年齢, type: int}
)";

std::string refused(const std::string& items, const std::string& syntax) {
    return FormInYaml({.items = items, .syntax = syntax}).refusals();
}

TEST(Syntax, of_a_wide_record_has_a_cell_per_column) {
    const FormInYaml yaml(
        {.items = two_and_a_family, .syntax = "csv: {kind: wide, columns: 6, standard: 2}"});
    const Form& form = yaml.form();
    const Syntax& csv = *form.syntax("csv");
    EXPECT_EQ(csv.encoding, Encoding::cp932);
    EXPECT_EQ(csv.columns, 6U);
    EXPECT_EQ(csv.standard, 2U);
    std::vector<std::string> cells;
    for (const Cell& cell : form.cells(csv)) {
        cells.push_back(std::string(form.text(form.items()[cell.item].id)) +
                        (cell.row == no_row ? "" : std::to_string(cell.row)));
    }
    EXPECT_THAT(cells,
                testing::ElementsAre("a", "b", "family.name0", "family.age0", "family.name1", "family.age1"));
    EXPECT_EQ(form.syntax("orca"), nullptr);
}

TEST(Syntax, may_be_in_another_encoding) {
    const FormInYaml yaml(
        {.items = two_and_a_family, .syntax = "csv: {kind: wide, columns: 6, encoding: utf-8}"});
    EXPECT_EQ(yaml.form().syntax("csv")->encoding, Encoding::utf8);
    EXPECT_EQ(yaml.form().syntax("csv")->standard, 6U);
}

TEST(Syntax, leaves_items_of_another_syntax_out) {
    const FormInYaml yaml(
        {.items =
             "items: {a: {col: 1, name: い, type: text}, b: {col: 1, name: ろ, type: text, syntax: json}}\n",
         .syntax = "csv: {kind: wide, columns: 1}, json: {kind: json}"});
    EXPECT_EQ(yaml.form().cells(*yaml.form().syntax("csv")).size(), 1U);
}

const std::string opinion = R"(
groups: {diagnoses: {max: 3}}
items:
  a: {name: い, type: text}
  b: {name: ろ, type: text}
  x: {name: 甲, type: flag}
  y: {name: 乙, type: flag}
  p: {name: 丙, type: code(sex)}
  parts: {name: 科, type: codes(sex)}
  date: {name: 記入日, type: date}
  made: {name: 作成日, type: date}
  diagnoses.name: {name: 診断名, type: text}
  diagnoses.number: {name: 番号, type: int}
)";
const std::string orca = R"(
columns:
  "1": a
  "2": {bits: [x, y], name: 処置}
  "3": {digits: [p]}
  "4": {set: parts, codes: ["2", "1"]}
  "5": {row: diagnoses, n: 0, item: diagnoses.name}
  "6": {row: diagnoses, n: 1, item: diagnoses.name}
  "7": {first_of: [b, a]}
  "8": {ignored: 種別}
)";

FormInYaml orca_form(const std::string& columns, const std::string& more = "") {
    return FormInYaml({.items = opinion,
                       .syntax = "orca: {kind: wide, columns: 8, columns_file: orca" + more + "}",
                       .codes = "sex: {rows: [[\"1\", 男], [\"2\", 女]]}\n",
                       .files = {{"form/orca.yaml", columns}}});
}

TEST(Syntax, of_a_column_file_has_every_kind_of_cell) {
    const FormInYaml yaml = orca_form(orca);
    const Form& form = yaml.form();
    const std::span<const Cell> cells = form.cells(*form.syntax("orca"));
    ASSERT_EQ(cells.size(), 8U);
    EXPECT_EQ(cells[0].kind, CellKind::item);
    EXPECT_EQ(cells[1].kind, CellKind::bits);
    EXPECT_EQ(form.text(cells[1].name), "処置");
    EXPECT_THAT(form.parts(cells[1]), testing::ElementsAre(*form.item("x"), *form.item("y")));
    EXPECT_EQ(cells[2].kind, CellKind::digits);
    EXPECT_EQ(cells[3].kind, CellKind::set);
    EXPECT_EQ(cells[3].item, *form.item("parts"));
    EXPECT_THAT(form.parts(cells[3]), testing::ElementsAre(CodeRowId(1), CodeRowId(0)));
    EXPECT_EQ(cells[5].row, 1U);
    EXPECT_EQ(cells[5].item, *form.item("diagnoses.name"));
    EXPECT_EQ(cells[6].kind, CellKind::first_of);
    EXPECT_EQ(cells[7].kind, CellKind::ignored);
    EXPECT_EQ(form.text(cells[7].name), "種別");
}

TEST(Syntax, gives_items_that_it_does_not_write) {
    const FormInYaml yaml = orca_form(
        orca, ", implied: {fixed: {b: 完成}, copy: {made: date}, count: {diagnoses: diagnoses.number}}");
    const Form& form = yaml.form();
    const std::span<const Implied> all = form.implied(*form.syntax("orca"));
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(form.text(all[0].value), "完成");
    EXPECT_EQ(all[1].from, *form.item("date"));
    EXPECT_EQ(all[1].item, *form.item("made"));
    EXPECT_EQ(all[2].count_group, *form.group("diagnoses"));
}

TEST(Syntax, makes_file_names_of_items_and_literals) {
    const FormInYaml yaml({.items = "items: {a: {col: 1, name: い, type: text}}\n",
                           .syntax = "csv: {kind: wide, columns: 1, file: [\"a\", a|00, a]}"});
    const Form& form = yaml.form();
    const std::span<const NamePart> parts = form.name_parts(*form.syntax("csv"));
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(parts[0].item, none);
    EXPECT_EQ(form.text(parts[0].text), "a");
    EXPECT_EQ(parts[1].item, ItemId(0));
    EXPECT_EQ(form.text(parts[1].text), "00");
    EXPECT_TRUE(parts[2].text.empty());
}

TEST(Identity, names_sender_document_revision_version_and_time) {
    const FormInYaml yaml({.items = "items: {a: {name: い, type: text}, b: {name: ろ, type: text}, c: {name: "
                                    "は, type: datetime}, d: {name: に, type: date}}\n",
                           .head = "identity: {sender: [b, a], document: a, revision: b}\nversion_item: "
                                   "a\ncreated_item: c\ncreated_day: d\n"});
    const FormHeader& about = yaml.form().about();
    EXPECT_THAT(yaml.form().senders(), testing::ElementsAre(ItemId(1), ItemId(0)));
    EXPECT_THAT(yaml.form().documents(), testing::ElementsAre(ItemId(0)));
    EXPECT_EQ(about.revision_item, ItemId(1));
    EXPECT_EQ(about.version_item, ItemId(0));
    EXPECT_EQ(about.created_item, ItemId(2));
    EXPECT_EQ(about.created_day, ItemId(3));
    EXPECT_EQ(yaml.form().text(about.title), "試験");
    EXPECT_EQ(yaml.form().text(about.base), "https://renkei.example.jp/fhir/");
}

TEST(Refusal, of_a_column_gap) {
    EXPECT_EQ(refused("items: {a: {col: 1, name: い, type: text}, b: {col: 4, name: ろ, type: text}}\n",
                      "csv: {kind: wide, columns: 5}"),
              "M003 form/items.yaml:1:18 [2..3] [csv] [0] [–] | M003 form/items.yaml:1:52 [5] [csv] [0] [–]");
}

TEST(Refusal, of_a_column_overlap) {
    EXPECT_EQ(refused("items: {a: {col: 1, name: い, type: text}, b: {col: 1, name: ろ, type: text}}\n",
                      "csv: {kind: wide, columns: 1}"),
              "M003 form/items.yaml:1:52 [1] [csv] [2] [a い, b ろ]");
    EXPECT_EQ(refused("groups: {g: {rows: 2, at: 1, stride: 2}}\nitems: {g.a: {col: +1, name: い, type: "
                      "text}, b: {col: 3, name: ろ, type: text}, c: {col: 2, name: は, type: text}}\n",
                      "csv: {kind: wide, columns: 3}"),
              "M003 form/items.yaml:2:55 [3] [csv] [2] [g.a い [2], b ろ]");
}

TEST(Refusal, of_a_column_outside_the_record) {
    EXPECT_EQ(refused("items: {a: {col: 2, name: い, type: text}, b: {col: 1, name: ろ, type: text}}\n",
                      "csv: {kind: wide, columns: 1}"),
              "M007 form/items.yaml:1:18 [2] [1..1]");
    EXPECT_THAT(refused("items: {a: {col: +1, name: い, type: text}}\n", "csv: {kind: wide, columns: 1}"),
                testing::StartsWith("M007 form/items.yaml:1:18 [+1] [1..1]"));
    EXPECT_THAT(
        refused("groups: {g: {rows: 1, at: 1, stride: 1}}\nitems: {g.a: {col: +2, name: い, type: text}}\n",
                "csv: {kind: wide, columns: 1}"),
        testing::StartsWith("M007 form/items.yaml:2:20 [+2] [+1..+1]"));
}

TEST(Refusal, of_a_wrong_syntax) {
    const std::string items = "items: {a: {col: 1, name: い, type: text}}\n";
    EXPECT_EQ(refused(items, "csv: {kind: tall}"), "M007 form/form.yaml:4:22 [tall] [wide | nested | json]");
    EXPECT_EQ(refused(items, "csv: {}"), "M008 form/form.yaml:4:15 [kind]");
    EXPECT_EQ(refused(items, "csv: {kind: wide}"), "M008 form/form.yaml:4:15 [columns]");
    EXPECT_EQ(refused(items, "csv: {kind: wide, columns: 1, encoding: sjis}"),
              "M007 form/form.yaml:4:50 [sjis] [cp932 | utf-8]");
    EXPECT_EQ(refused(items, "json: {kind: json, columns: 1}"), "M006 form/form.yaml:4:38 [columns] [kind]");
    EXPECT_EQ(refused(items, "csv: {kind: wide, columns: 1, file: [b]}"), "M001 form/form.yaml:4:47 [b] [a]");
    EXPECT_EQ(refused(items, "csv: {kind: wide, columns: 1, implied: {count: {g: a}}}"),
              "M051 form/form.yaml:4:61 [g] []");
}

// Lines of a row further out have its columns only once.
TEST(Refusal, of_columns_that_only_lines_may_have) {
    const auto refused_at = [](const std::string& item) {
        return FormInYaml(
                   {.items = "groups: {g: {level: [g.no]}, g.h: {level: [g.h.no]}}\n"
                             "items: {g.no: {col: 1, name: い, type: int}, g.h.no: {col: 2, name: ろ, type: "
                             "int}, " +
                             item + "}\n",
                    .syntax = "csv: {kind: nested, columns: 3, levels: [g, g.h]}",
                    .codes = "days: {rows: [[\"1\", 1日]]}\n"})
            .refusals();
    };
    const std::string none = "name: は, type: time, none: \"9999\"";
    EXPECT_EQ(refused_at("x: {col: 3, " + none + "}"), "");
    EXPECT_EQ(refused_at("g.h.x: {col: 3, " + none + "}"), "");
    EXPECT_THAT(refused_at("g.x: {col: 3, " + none + "}"), testing::StartsWith("M007 "));
    EXPECT_EQ(refused_at("g.h.x: {col: 3, name: は, type: codes(days)}"), "");
    EXPECT_THAT(refused_at("g.x: {col: 3, name: は, type: codes(days)}"), testing::StartsWith("M007 "));
    EXPECT_THAT(refused_at("x: {col: 3, name: は, type: codes(days)}"), testing::StartsWith("M007 "));
}

TEST(Refusal, of_levels_that_do_not_nest) {
    const std::string items = R"(
groups: {g: {level: [g.no]}, g.h: {level: [g.h.no]}}
items: {g.no: {col: 1, name: い, type: int}, g.h.no: {col: 2, name: ろ, type: int}}
)";
    EXPECT_EQ(refused(items, "csv: {kind: nested, columns: 2, levels: [g, g.h]}"), "");
    EXPECT_EQ(refused(items, "csv: {kind: nested, columns: 2, levels: [g]}"),
              "M007 form/form.yaml:4:50 [[…]] [2 levels]");
    EXPECT_THAT(refused(items, "csv: {kind: nested, columns: 2, levels: [g.h, g]}"),
                testing::StartsWith("M007 form/form.yaml:4:51 [g.h] "));
    EXPECT_THAT(refused(items, "csv: {kind: nested, columns: 2, levels: [gg, g.h]}"),
                testing::StartsWith("M051 form/form.yaml:4:51 [gg] "));
    EXPECT_EQ(refused(items, "csv: {kind: nested, columns: 2}"), "M008 form/form.yaml:4:15 [levels]");
}

TEST(Refusal, of_a_column_file_with_wrong_cells) {
    const auto with = [](const std::string& cell) {
        return orca_form("columns:\n  \"1\": " + cell + "\n").refusals();
    };
    EXPECT_THAT(with("aa"), testing::StartsWith("M001 form/orca.yaml:2:8 [aa] [a]"));
    EXPECT_THAT(
        with("diagnoses.name"),
        testing::StartsWith("M007 form/orca.yaml:2:8 [diagnoses.name] [{row: diagnoses, n: …, item: …}]"));
    EXPECT_THAT(with("{bits: [p]}"), testing::StartsWith("M007 form/orca.yaml:2:16 [p] [flag]"));
    EXPECT_THAT(with("{set: parts, codes: [\"9\"]}"),
                testing::StartsWith("M022 form/orca.yaml:2:29 [codes] [sex] [9]"));
    EXPECT_THAT(with("{set: a, codes: []}"),
                testing::StartsWith("M007 form/orca.yaml:2:14 [a] [type: codes(list)]"));
    EXPECT_THAT(with("{row: diagnose, n: 0, item: diagnoses.name}"),
                testing::StartsWith("M051 form/orca.yaml:2:14 [diagnose] [diagnoses]"));
    EXPECT_THAT(with("{row: diagnoses, n: 0, item: a}"),
                testing::StartsWith("M007 form/orca.yaml:2:37 [a] [diagnoses.…]"));
    EXPECT_THAT(with("{bit: [x]}"), testing::StartsWith("M007 form/orca.yaml:2:8 "));
    EXPECT_THAT(with("{ignored: x, n: 1}"), testing::StartsWith("M006 form/orca.yaml:2:24 [n] [ignored]"));
    EXPECT_EQ(with("a"), "M003 form/orca.yaml:2:8 [2..8] [orca] [0] [–]");
}

TEST(Refusal, of_an_identity_item_that_is_missing) {
    const auto with = [](const std::string& head) { return FormInYaml({.head = head}).refusals(); };
    EXPECT_EQ(with("identity: {document: b}\n"), "M053 form/form.yaml:5:22 [document] [b] [a]");
    EXPECT_EQ(with("identity: {sender: [a, b]}\n"), "M053 form/form.yaml:5:24 [sender] [b] [a]");
    EXPECT_EQ(with("version_item: b\n"), "M053 form/form.yaml:5:15 [version_item] [b] [a]");
    EXPECT_EQ(with("created_item: b\n"), "M053 form/form.yaml:5:15 [created_item] [b] [a]");
    EXPECT_EQ(with("created_day: b\n"), "M053 form/form.yaml:5:14 [created_day] [b] [a]");
    EXPECT_EQ(with("identity: {sendr: a}\n"),
              "M006 form/form.yaml:5:19 [sendr] [sender, receiver, document, revision, answers, plan]");
}

TEST(Refusal, of_a_form_that_is_not_that_of_its_folder) {
    const FormInYaml yaml(
        {.files = {{"form/form.yaml",
                    "form: other\ntitle: い\nversion: \"1\"\nsyntax: {json: {kind: json}}\nfrom: me\n"}}});
    EXPECT_THAT(yaml.refusals(), testing::MatchesRegex("M006 form/form.yaml:5:7 \\[from\\] .* \\| M007 "
                                                       "form/form.yaml:1:7 \\[other\\] \\[form: form\\]"));
}

TEST(Refusal, of_a_form_without_syntax) {
    const FormInYaml yaml({.files = {{"form/form.yaml", "form: form\ntitle: い\nversion: \"1\"\n"}}});
    EXPECT_EQ(yaml.refusals(), "M008 form/form.yaml:1:1 [syntax]");
}

TEST(Refusal, of_a_format_that_is_no_pattern) {
    const FormInYaml yaml({.files = {{"shared/formats.yaml", "a: {pattern: '[', text: い, english: a}\n"}}});
    EXPECT_EQ(yaml.refusals(), "M007 shared/formats.yaml:1:14 [[] [RE2 (missing ]: [)]");
}

} // namespace
} // namespace renkei::form::tables_syntax_test
