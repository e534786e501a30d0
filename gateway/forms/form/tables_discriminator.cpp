// The item that distinguishes the form, found once: it is asked of every form for each file that is
// recognised.
#include "gateway/forms/form/tables_parts.h"

namespace renkei::form {
namespace {

// The first item of the document with a literal, or for which a rule without conditions allows one value.
void find_mark(Tables& tables) {
    FormHeader& about = tables.about;
    about.mark_item = none;
    for (const ItemId each : tables.items.ids()) {
        const Item& item = tables.items[each];
        if (item.group == document_group && !item.literal.empty()) {
            about.mark_item = each;
            about.mark = item.literal;
            break;
        }
    }
    for (const Rule& rule : tables.rules.rows()) {
        const bool is_fixed = rule.kind == RuleKind::value && rule.conditions == 0 && rule.values == 1;
        if (!is_fixed || rule.subject >= about.mark_item) { // of all rows of a group: none, above each item
            continue;
        }
        const Str value = tables.rule_values[rule.first_value];
        if (tables.items[rule.subject].group == document_group && !value.empty()) {
            about.mark_item = rule.subject;
            about.mark = value;
        }
    }
}

} // namespace

void build_discriminator(FormBuild& build) {
    Tables& tables = build.tables;
    find_mark(tables);
    for (Syntax& syntax : tables.syntaxes) {
        for (std::uint32_t i = 0; i < syntax.cells && tables.about.mark_item != none; ++i) {
            const Cell& cell = tables.cells[syntax.first_cell + i];
            if (cell.kind == CellKind::item && cell.item == tables.about.mark_item && cell.row == no_row) {
                syntax.mark_column = cell.column;
                break;
            }
        }
    }
}

} // namespace renkei::form
