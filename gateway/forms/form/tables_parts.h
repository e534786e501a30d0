// What the parts of build_tables share while they work: one file per noun (codes, groups, items, columns,
// rules, syntaxes).
#pragma once

#include "gateway/forms/form/tables.h"
#include "gateway/forms/form/tables_keys.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace renkei::form {

// Numbers of items, groups, columns and rows are below this one, which stands for none.
inline constexpr std::uint32_t end_of_numbers = 0xFFFF;

struct ItemDraft {
    std::string id;
    std::string name;
    const yaml::Node* node = nullptr; // where it is declared; for an implied item, what implies it
    ItemType type = ItemType::text;
    std::string argument{}; // of the type: a length, a format, a list
    bool is_implied = false;
    std::uint8_t rank = 0; // standard, implied, extension, known to one syntax only
};

struct GroupDraft {
    std::string id;
    std::string name;
    const yaml::Node* node = nullptr; // null: the document
    GroupKind kind = GroupKind::document;
    std::uint32_t rows = 0; // numbered
    std::uint32_t at = 0;
    std::uint32_t stride = 0;
};

// One form in the build. Drafts are at the index of what is made from them.
struct FormBuild {
    const FormYaml& folder;
    Tables& tables;
    diag::Report& report;
    std::vector<ItemDraft> items{};
    std::vector<GroupDraft> groups{};
    std::deque<yaml::Node> completed{}; // items to which a later part added keys
};

void build_formats(FormBuild& build);
void build_lists(FormBuild& build);
void check_number_kinds(FormBuild& build);
// `plausible:` of an item whose type, min and max are read.
void read_plausible(FormBuild& build, const yaml::Node& item, Item& out);
void build_groups_and_items(FormBuild& build);
void build_rules(FormBuild& build);
// `when:` of a rule.
void add_rule_conditions(FormBuild& build, const yaml::Node& rule, Rule& out);
bool may_have_value(const FormBuild& build, ItemId item, std::string_view value);
bool has_condition_about(const yaml::Node& rule, const std::function<bool(const std::string&)>& is_gone);
void build_concepts(FormBuild& build);
void build_syntaxes(FormBuild& build);
void build_discriminator(FormBuild& build);
void add_cells_of_items(FormBuild& build, Syntax& syntax, const std::string& id);
void add_cells_of_column_file(FormBuild& build, Syntax& syntax, const std::string& id,
                              const yaml::Node& part);
// The group whose rows are the lines of the syntax.
GroupId group_of_lines(const FormBuild& build, SyntaxKind kind);
// `file:` of a syntax whose cells and implied items are read.
void add_name_parts(FormBuild& build, Syntax& syntax, const yaml::Node& node);
// Reports items that stand neither in a column of a syntax nor in a file name.
void refuse_items_without_place(FormBuild& build);

// Drafts: from the parts to lists in the form's order (tables_drafts.cpp), then to tables.
void draft_groups(FormBuild& build);
void draft_items(FormBuild& build);

// The longest declared group that the dotted id lies in; 0 is the document.
std::size_t group_around(const std::vector<GroupDraft>& groups, std::string_view id);

// Look-ups that report what they do not find; `none` then.
ItemId item_named(FormBuild& build, const yaml::Node& node);
GroupId group_named(FormBuild& build, const yaml::Node& node);
// The row of a form code; `none` if its list does not have it.
CodeRowId row_of(const FormBuild& build, ListId list, std::string_view code);
ListId list_named(FormBuild& build, std::string_view id, const yaml::Node& node);

} // namespace renkei::form
