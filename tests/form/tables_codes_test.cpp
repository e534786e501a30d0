#include "tests/form/form_in_yaml.h"
#include <gmock/gmock.h>

namespace renkei::form::tables_codes_test {
namespace {

using test::FormInYaml;

std::string refused(const std::string& codes) { return FormInYaml({.codes = codes}).refusals(); }

TEST(CodeList, has_the_forms_code_its_fhir_code_and_a_display) {
    const FormInYaml yaml(
        {.codes =
             "presence_unknown:\n  name: 有無\n  rows:\n    - [\"1\", あり]\n    - [\"2\", no, なし]\n"});
    const Form& form = yaml.form();
    const CodeList& list = form.lists()[ListId(0)];
    EXPECT_EQ(form.text(list.system), "https://renkei.example.jp/fhir/CodeSystem/presence-unknown");
    EXPECT_EQ(form.text(list.name), "有無");
    EXPECT_EQ(form.row_of_form_code(list, "2"), CodeRowId(1));
    EXPECT_EQ(form.row_of_fhir_code(list, "no"), CodeRowId(1));
    EXPECT_EQ(form.row_of_fhir_code(list, "1"), CodeRowId(0));
    EXPECT_EQ(form.row_of_form_code(list, "no"), none);
    EXPECT_EQ(form.text(form.rows(list)[CodeRowId(1)].display), "なし");
}

TEST(CodeList, may_have_a_system_of_its_own) {
    const FormInYaml yaml({.codes = "a: {system: hl7:v3-x, rows: [[x, y]]}\n"});
    EXPECT_EQ(yaml.form().text(yaml.form().lists()[ListId(0)].system),
              "http://terminology.hl7.org/CodeSystem/v3-x");
}

TEST(CodeList, says_which_code_means_no_value) {
    const FormInYaml yaml(
        {.codes = "a: {absent: {\"9\": asked-unknown}, rows: [[\"1\", あり], [\"9\", 不明]]}\n"});
    const base::IdView<CodeRowId, CodeRow> rows = yaml.form().rows(yaml.form().lists()[ListId(0)]);
    EXPECT_TRUE(rows[CodeRowId(0)].absent.empty());
    EXPECT_EQ(yaml.form().text(rows[CodeRowId(1)].absent), "asked-unknown");
}

TEST(CodeList, understands_translations_that_are_one_to_one) {
    const FormInYaml yaml({.codes = R"(
first: {rows: [[x, y]]}
a:
  translate:
    "urn:b": {"2": [B, 乙], "1": [A, 甲]}
    "urn:a": {"1": [Z, 共], "2": [Z, 共]}
  also: {"urn:c": {"2": two}}
  rows: [["1", 一], ["2", 二]]
)"});
    const Form& form = yaml.form();
    const CodeList& list = form.lists()[ListId(1)];
    ASSERT_EQ(form.translations(list).size(), 4U);
    EXPECT_EQ(form.text(form.translations(list)[0].code), "A");
    EXPECT_EQ(form.text(form.translations(list)[0].display), "甲");
    EXPECT_EQ(form.text(form.translations(list)[1].code), "Z");
    EXPECT_EQ(form.translations(list)[2].row, CodeRowId(1));
    std::vector<std::string> understood;
    for (const AcceptedCoding& each : form.understood(list)) {
        understood.push_back(std::string(form.text(each.system)) + " " + std::string(form.text(each.code)) +
                             " " + std::to_string(each.row.value));
    }
    EXPECT_THAT(understood, testing::ElementsAre("urn:b A 0", "urn:b B 1", "urn:c two 1"));
}

TEST(CodeList, understands_several_words_for_one_code) {
    const FormInYaml yaml(
        {.codes = "a: {also: {words: {\"1\": [はい, 有り]}}, rows: [[\"1\", あり], [\"2\", なし]]}\n"});
    const Form& form = yaml.form();
    std::vector<std::string> words;
    for (const AcceptedCoding& each : form.understood(form.lists()[ListId(0)])) {
        words.push_back(std::string(form.text(each.system)) + " " + std::string(form.text(each.code)));
    }
    EXPECT_THAT(words, testing::UnorderedElementsAre("words はい", "words 有り"));
}

FormInYaml with_further_list(const std::string& further) {
    return FormInYaml(
        {.head = "codes: [codes/first, codes/further]\n",
         .files = {{"codes/first.yaml", "a: {name: 有無, rows: [[\"1\", 一]]}\nb: {rows: [[x, y]]}\n"},
                   {"codes/further.yaml", further}}});
}

TEST(CodeList, gets_further_rows_from_a_later_file) {
    const FormInYaml yaml = with_further_list("a: {more_rows: [[\"2\", two, 二]]}\n");
    const Form& form = yaml.form();
    ASSERT_EQ(form.lists().size(), 2U);
    EXPECT_EQ(form.text(form.lists()[ListId(0)].name), "有無");
    EXPECT_EQ(form.row_of_fhir_code(form.lists()[ListId(0)], "two"), CodeRowId(1));
}

TEST(Refusal, of_a_later_file_that_changes_a_list) {
    EXPECT_THAT(with_further_list("a: {name: 別名, rows: [[\"2\", 二]]}\n").refusals(),
                testing::StartsWith("M002 codes/further.yaml:1:4 [a]"));
    EXPECT_THAT(with_further_list("a: {more_rows: none}\n").refusals(),
                testing::StartsWith("M002 codes/further.yaml:1:4 [a]"));
    EXPECT_THAT(with_further_list("a: {more_rows: [[\"1\", 二]]}\n").refusals(), testing::StartsWith("M020"));
    EXPECT_THAT(with_further_list("c: {more_rows: [[\"1\", 二]]}\n").refusals(), testing::StartsWith("M006"));
}

TEST(Refusal, of_a_list_that_is_not_one_to_one) {
    EXPECT_THAT(refused("a: {rows: [[\"1\", x, 一], [\"2\", x, 二]]}\n"),
                testing::MatchesRegex("M020 codes/lists.yaml:1:31 \\[x\\] \\[a\\] \\[.*:1:18\\]"));
    EXPECT_THAT(refused("a: {rows: [[\"1\", x, 一], [\"1\", y, 二]]}\n"),
                testing::StartsWith("M020 codes/lists.yaml:1:26 [1] [a]"));
    EXPECT_THAT(refused("a: {also: {words: {\"1\": [x], \"2\": [x]}}, rows: [[\"1\", 一], [\"2\", 二]]}\n"),
                testing::HasSubstr("[x] [a]"));
    EXPECT_THAT(refused("a: {also: {u: {\"1\": [x]}}, rows: [[\"1\", 一]]}\n"), testing::StartsWith("M007"));
    EXPECT_THAT(refused("a: {also: {u: {\"1\": x, \"2\": x}}, rows: [[\"1\", 一], [\"2\", 二]]}\n"),
                testing::StartsWith("M020 codes/lists.yaml:1:21 [x] [a]"));
}

TEST(Refusal, of_codes_that_the_list_does_not_have) {
    EXPECT_EQ(refused("a: {absent: {\"9\": unknown}, rows: [[\"1\", 一]]}\n"),
              "M022 codes/lists.yaml:1:19 [absent] [a] [9]");
    EXPECT_EQ(refused("a: {also: {u: {\"9\": x}}, rows: [[\"1\", 一]]}\n"),
              "M022 codes/lists.yaml:1:21 [also] [a] [9]");
    EXPECT_EQ(refused("a: {translate: {u: {\"9\": [x, y]}}, rows: [[\"1\", 一]]}\n"),
              "M022 codes/lists.yaml:1:26 [translate] [a] [9]");
}

TEST(Refusal, of_a_row_of_another_size) {
    EXPECT_EQ(refused("a: {rows: [[\"1\"]]}\n"),
              "M007 codes/lists.yaml:1:12 [[…]] [[code, display] | [code, FHIR code, display]]");
    EXPECT_THAT(refused("a: {rows: [[\"1\", b, c, d]]}\n"), testing::StartsWith("M007"));
    EXPECT_EQ(refused("a: {row: []}\n"), "M006 codes/lists.yaml:1:10 [row] [name, system, absent, translate, "
                                         "also, rows] | M008 codes/lists.yaml:1:4 [rows]");
}

TEST(Refusal, of_a_list_that_is_declared_in_two_files) {
    const FormInYaml yaml({.head = "codes: [codes/one, codes/two]\n",
                           .files = {{"codes/one.yaml", "a: {rows: [[x, y]]}\n"},
                                     {"codes/two.yaml", "a: {rows: [[x, y]]}\n"}}});
    EXPECT_THAT(yaml.refusals(), testing::StartsWith("M002 codes/two.yaml:1:4 [a]"));
}

} // namespace
} // namespace renkei::form::tables_codes_test
