#include "gateway/forms/mapping/load/item_code.h"

#include <gtest/gtest.h>

namespace renkei::mapping::item_code_test {
namespace {

form::Tables tables() {
    form::Tables out;
    out.form_id = "form";
    out.base = "kg/";
    out.item_by_id = {{"weight", form::ItemId(0)}, {"length", form::ItemId(1)}};
    out.item_names.push_back("体重");
    out.item_names.push_back("体長");
    out.concepts.all = {{"height",
                         "身長",
                         "Height",
                         {{"loinc", "8302-2", "Body height", "here"}, {"icf", "b1", "", "here"}}}};
    out.concepts.of = {{"length", {0, {}}}};
    out.group_by_id = {{"visits", form::GroupId(0)}};
    out.groups.resize(1);
    out.groups[form::GroupId(0)].name = out.blob.text("訪問");
    return out;
}

ExampleNode node(const yaml::Node& source) {
    ExampleNode out;
    out.text = source.text;
    if (source.kind == yaml::NodeKind::map) {
        out.kind = NodeKind::object;
        for (std::size_t i = 0; i < source.keys.size(); ++i) {
            out.fields.push_back({source.keys[i], node(source.children[i]), {}, 0});
        }
    } else if (source.kind == yaml::NodeKind::list) {
        out.kind = NodeKind::array;
        for (const yaml::Node& each : source.children) {
            out.elements.push_back(node(each));
        }
    }
    return out;
}

std::string shown(const ExampleNode& node) {
    std::string out = node.text;
    for (const Field& field : node.fields) {
        out += (out.empty() ? "" : ", ") + field.name + ": " + shown(field.value);
    }
    if (node.kind == NodeKind::object) {
        return "{" + out + "}";
    }
    for (const ExampleNode& each : node.elements) {
        out += (out.empty() ? "" : ", ") + shown(each);
    }
    return node.kind == NodeKind::array ? "[" + out + "]" : out;
}

// The object after its item code was written out, or the id of the message.
std::string written_out(std::string_view text, CodePlace place) {
    yaml::Files files;
    ExampleNode object = node(*yaml::read(text, "t.yaml", files, {}));
    diag::Report report;
    write_out_item_code(object, place, tables(), report);
    return report.empty() ? shown(object) : std::string(diag::row(report.findings()[0].message).id);
}

constexpr auto coding = CodePlace::coding;
constexpr auto concept_ = CodePlace::concept_;

TEST(ItemCode, in_a_coding_is_system_code_and_display) {
    EXPECT_EQ(written_out("{item: weight}", coding),
              "{system: kg/CodeSystem/item, code: form.weight, display: 体重}");
    EXPECT_EQ(written_out("{group: visits}", coding),
              "{system: kg/CodeSystem/item-group, code: form.visits, display: 訪問}");
}

TEST(ItemCode, in_a_concept_is_the_first_coding_and_the_text) {
    EXPECT_EQ(written_out("{item: weight}", concept_),
              "{coding: [{system: kg/CodeSystem/item, code: form.weight, display: 体重}], text: 体重}");
    EXPECT_EQ(written_out("{item: weight, coding: [{code: 29463-7}], text: BW}", concept_),
              "{coding: [{system: kg/CodeSystem/item, code: form.weight, display: 体重}, {code: 29463-7}], "
              "text: BW}");
}

TEST(ItemCode, of_an_item_that_asks_a_concept_has_its_code_and_the_public_codes_behind_it) {
    const std::string item = "{system: kg/CodeSystem/item, code: form.length, display: 体長}";
    const std::string height = "{system: kg/CodeSystem/concept, code: height, display: 身長}";
    const std::string public_codes =
        "{system: loinc, code: 8302-2, display: Body height}, {system: icf, code: b1}";
    const std::string whole = "{coding: [" + item + ", " + height + ", " + public_codes + "]";
    EXPECT_EQ(written_out("{item: length}", concept_), whole + ", text: 体長}");
    EXPECT_EQ(written_out("{coding: [{item: length}]}", concept_), whole + "}");
}

TEST(ItemCode, does_not_repeat_a_public_code_that_the_mapping_has) {
    EXPECT_EQ(written_out("{item: length, coding: [{system: loinc, code: 8302-2}], text: x}", concept_),
              "{coding: [{system: kg/CodeSystem/item, code: form.length, display: 体長}, {system: "
              "kg/CodeSystem/concept, code: height, display: 身長}, {system: loinc, code: 8302-2}, {system: "
              "icf, code: b1}], text: x}");
}

TEST(ItemCode, goes_without_the_concept_where_the_mapping_says_so) {
    EXPECT_EQ(written_out("{item: length, concept: none}", concept_),
              "{coding: [{system: kg/CodeSystem/item, code: form.length, display: 体長}], text: 体長}");
    EXPECT_EQ(written_out("{coding: [{item: length, concept: none}]}", concept_),
              "{coding: [{system: kg/CodeSystem/item, code: form.length, display: 体長}]}");
    EXPECT_EQ(written_out("{item: length}", coding),
              "{system: kg/CodeSystem/item, code: form.length, display: 体長}");
    EXPECT_EQ(written_out("{item: length, concept: height}", concept_), "M007");
}

TEST(ItemCode, of_a_question_that_is_no_item_has_the_name_that_is_given) {
    EXPECT_EQ(written_out("{item: body, name: からだ}", concept_),
              "{coding: [{system: kg/CodeSystem/item, code: form.body, display: からだ}], text: からだ}");
    EXPECT_EQ(written_out("{item: body}", concept_), "M001");
    EXPECT_EQ(written_out("{group: body}", concept_), "M051");
}

TEST(ItemCode, does_not_change_what_names_none) {
    EXPECT_EQ(written_out("{coding: [{code: x}], text: y}", concept_), "{coding: [{code: x}], text: y}");
    EXPECT_EQ(written_out("{name: x}", coding), "{name: x}");
}

TEST(ItemCode, is_refused_beside_what_it_writes) {
    EXPECT_EQ(written_out("{item: weight, code: x}", coding), "M002");
}

} // namespace
} // namespace renkei::mapping::item_code_test
