// `answers: items`: a form's items as answers to its Questionnaire.
#include "gateway/forms/mapping/load/answers.h"

#include "tests/form/form_in_yaml.h"
#include <gtest/gtest.h>

namespace renkei::mapping::answers_test {
namespace {

void print(const yaml::Node& node, std::string& out) {
    if (node.kind == yaml::NodeKind::scalar) {
        out += (node.plain ? "" : "'") + node.text + (node.plain ? "" : "'");
        return;
    }
    const bool map = node.kind == yaml::NodeKind::map;
    out += map ? '{' : '[';
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        out += (i == 0 ? "" : ", ") + (map ? node.keys[i] + ": " : "");
        print(node.children[i], out);
    }
    out += map ? '}' : ']';
}

// The elements of QuestionnaireResponse.item, a line each.
std::string answers(const std::string& items) {
    const test::FormInYaml form({.items = items, .codes = "colour: {name: 色, rows: [[\"1\", 赤]]}\n"});
    EXPECT_EQ(form.refusals(), "");
    yaml::Node what;
    what.text = "items";
    diag::Report report;
    std::string out;
    for (const yaml::Node& element : answers_of_items(what, form.tables(), report)) {
        print(element, out);
        out += '\n';
    }
    EXPECT_TRUE(report.empty());
    return out;
}

TEST(Answers, are_of_items_alone) {
    const test::FormInYaml form({});
    yaml::Node what;
    what.text = "groups";
    diag::Report report;
    answers_of_items(what, form.tables(), report);
    EXPECT_TRUE(report.at_least(diag::Severity::error));
}

TEST(Answers, leave_out_what_stands_in_a_restricted_resource) {
    EXPECT_EQ(answers("groups:\n"
                      "  aid: {name: 公費}\n"
                      "items:\n"
                      "  note: {name: 特記, type: text}\n"
                      "  illness: {name: 病名, type: text, sensitive: true}\n"
                      "  aid.number: {name: 番号, type: text, sensitive: true}\n"),
              "{linkId: 'note', text: '特記', answer: [{valueString: ~note}]}\n");
}

TEST(Answers, each_item_answers_in_its_own_type) {
    EXPECT_EQ(answers("items:\n"
                      "  note: {name: 特記, type: text}\n"
                      "  colour: {name: 色, type: code(colour)}\n"
                      "  done: {name: 済, type: flag}\n"
                      "  day: {name: 日, type: date}\n"
                      "  count: {name: 数, type: int}\n"
                      "  weight: {name: 体重, type: dec}\n"),
              "{linkId: 'note', text: '特記', answer: [{valueString: ~note}]}\n"
              "{linkId: 'colour', text: '色', answer: [{valueCoding: ~colour}]}\n"
              "{linkId: 'done', text: '済', answer: [{valueBoolean: ~done}]}\n"
              "{linkId: 'day', text: '日', answer: [{valueDate: ~day}]}\n"
              "{linkId: 'count', text: '数', answer: [{valueInteger: ~count}]}\n"
              "{linkId: 'weight', text: '体重', answer: [{valueDecimal: ~weight}]}\n");
}

TEST(Answers, rows_repeat_where_their_first_item_stands) {
    EXPECT_EQ(answers("groups:\n"
                      "  visit: {name: 訪問}\n"
                      "  carried: {kind: carried, name: 項目表にない列}\n"
                      "items:\n"
                      "  first: {name: 始め, type: text}\n"
                      "  visit.day: {name: 日, type: date}\n"
                      "  last: {name: 終わり, type: text}\n"),
              "{linkId: 'first', text: '始め', answer: [{valueString: ~first}]}\n"
              "{linkId: 'visit', text: '訪問', each: 'visit', item: "
              "[{linkId: 'visit.day', text: '日', answer: [{valueDate: ~visit.day}]}]}\n"
              "{linkId: 'last', text: '終わり', answer: [{valueString: ~last}]}\n");
}

TEST(Answers, several_codes_are_answers_to_one_question) {
    EXPECT_EQ(answers("items:\n  colours: {name: 色, type: codes(colour)}\n"),
              "{linkId: 'colours', text: '色', answer: [{each: 'colours', valueCoding: ~colours}]}\n");
}

} // namespace
} // namespace renkei::mapping::answers_test
