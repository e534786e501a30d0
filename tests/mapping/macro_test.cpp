#include "gateway/forms/mapping/compile/plan_tables.h"
#include "gateway/forms/mapping/load/macro.h"

#include <gtest/gtest.h>

namespace renkei::mapping::macro_test {
namespace {

form::Tables tables() {
    form::Tables out;
    out.item_by_id = {{"weight", form::ItemId(0)}};
    out.item_names.push_back("体重");
    return out;
}

void print(const yaml::Node& node, std::string& out) {
    if (node.kind == yaml::NodeKind::scalar) {
        out += node.text;
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

// The copies, one after the other; or the messages.
std::string expanded(std::string_view text) {
    yaml::Files files;
    const auto node = yaml::read(text, "t.yaml", files, {});
    diag::Report report;
    std::string out;
    for (const yaml::Node& each : expand(*node, tables(), report)) {
        out += out.empty() ? "" : " ";
        print(each, out);
    }
    for (const diag::Finding& finding : report.findings()) {
        out += std::string(diag::row(finding.message).id) + ":" + std::to_string(finding.where.line);
    }
    return out;
}

TEST(Macro, a_node_without_table_is_itself) { EXPECT_EQ(expanded("{a: b}"), "{a: b}"); }

TEST(Macro, repeats_once_a_row_and_replaces_cells_in_keys_and_values) {
    EXPECT_EQ(expanded("{table: [id, T], rows: [[weight, Quantity], [other, String]], value<T>: $<id>}"),
              "{valueQuantity: $weight} {valueString: $other}");
}

TEST(Macro, knows_the_printed_name_of_the_item_in_column_id) {
    EXPECT_EQ(expanded("{table: [id], rows: [[weight]], display: <name>}"), "{display: 体重}");
}

TEST(Macro, an_empty_cell_removes_the_field_that_names_it) {
    EXPECT_EQ(expanded("{table: [id, n], rows: [[weight, -]], value: $<id>, note: [{text: $<n>}]}"),
              "{value: $weight}");
}

TEST(Macro, an_object_that_loses_a_field_and_keeps_no_hole_goes) {
    EXPECT_EQ(
        expanded("{table: [id, c], rows: [[weight, -]], value: $<id>, coding: [{system: s, code: <c>}]}"),
        "{value: $weight}");
    EXPECT_EQ(expanded("{table: [id], rows: [[-]], value: $<id>}"), "");
}

TEST(Macro, an_item_code_keeps_its_object) {
    EXPECT_EQ(expanded("{table: [id, c], rows: [[weight, -]], value: $<id>, code: {item: <id>, coding: "
                       "[{system: s, code: <c>}]}}"),
              "{value: $weight, code: {item: weight}}");
    EXPECT_EQ(expanded("{table: [id, c], rows: [[weight, -]], value: $<id>, part: {code: {item: <c>}, value: "
                       "$<c>}}"),
              "{value: $weight}");
}

TEST(Macro, an_inner_table_has_its_own_cells) {
    EXPECT_EQ(expanded("{table: [id], rows: [[weight]], a: {table: [id], rows: [[x]], b: $<id>}, c: $<id>}"),
              "{a: {table: [id], rows: [[x]], b: $<id>}, c: $weight}");
}

TEST(Macro, refuses_a_row_with_other_cells_than_columns) {
    EXPECT_EQ(expanded("table: [id, T]\nrows:\n  - [weight]\na: $<id>"), "M050:3");
}

TEST(Macro, refuses_a_table_without_rows) { EXPECT_EQ(expanded("table: [id]\na: $<id>"), "M050:1"); }

struct HoleCase {
    std::string_view scalar;
    std::string_view parts; // with ~ where derived, joined by a space; "no hole"
    std::string_view view;
};
constexpr HoleCase holes[] = {
    {"$a", "a", ""},
    {"~a", "~a", ""},
    {"$a+b", "a b", ""},
    {"~a+$b", "~a b", ""},
    {"~a+b|join", "~a ~b", "join"},
    {"$", "no hole", ""},
    {"a", "no hole", ""},
    {"'$5'", "no hole", ""},
};

TEST(HoleText, says_which_items_and_which_are_derived) {
    for (const HoleCase& each : holes) {
        yaml::Files files;
        const auto node = yaml::read("a: " + std::string(each.scalar), "t.yaml", files, {});
        const auto hole = hole_text(node->children[0]);
        std::string parts = hole ? "" : "no hole";
        for (const HoleText::Part& part : hole ? hole->parts : std::vector<HoleText::Part>()) {
            parts += (parts.empty() ? "" : " ") + std::string(part.derived ? "~" : "") + part.item;
        }
        EXPECT_EQ(parts, each.parts) << each.scalar;
        EXPECT_EQ(hole ? hole->view : "", each.view) << each.scalar;
    }
}

TEST(Names, of_R4_keep_the_numbers_they_have_there) {
    const std::vector<std::string_view> first{"code", "_code", "text"};
    const json::NameList r4(first);
    Names names(r4.table());
    EXPECT_EQ(names.id("text"), r4.table().find("text"));
    EXPECT_EQ(names.id("something else"), 3);
    const std::vector<std::string_view> all(names.all().begin(), names.all().end());
    const json::NameList whole(all);
    EXPECT_TRUE(json::begins_with(whole.table(), r4.table()));
    EXPECT_FALSE(json::begins_with(r4.table(), whole.table()));
}

TEST(Names, have_one_id_each_for_all_callers) {
    Names names{json::NameTable()};
    const json::NameId first = names.id("resourceType");
    const json::NameId second = names.id("id");
    EXPECT_NE(first, second);
    EXPECT_EQ(names.id("resourceType"), first);
    EXPECT_EQ(names.all(), (std::vector<std::string>{"resourceType", "id"}));
}

} // namespace
} // namespace renkei::mapping::macro_test
