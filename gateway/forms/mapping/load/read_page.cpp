#include "gateway/forms/mapping/load/read_page.h"

#include "gateway/core/text/joined.h"
#include "gateway/forms/form/tables_keys.h"
#include "gateway/forms/mapping/load/read_when.h"
#include "generated/messages/forms.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

void add_first(const yaml::Node& code, Example& example, diag::Report& report) {
    const auto same = std::ranges::find(example.page.first, code.text, &SectionChoice::code);
    if (same != example.page.first.end()) {
        form::report_twice(code.text, code.where(), same->where, report);
        return;
    }
    if (std::ranges::find(example.sections, code.text, &SectionHead::code) != example.sections.end()) {
        example.page.first.push_back({code.text, code.where()});
        return;
    }
    form::report_wrong(code, text::joined(example.sections, " ", &SectionHead::code), report);
}

// None: this version of the form does not have it, or it is reported.
ItemId item_of(const yaml::Node& id, const Example& example, diag::Report& report) {
    return example.tables->without.contains(id.text)
               ? ItemId()
               : form::known_item(*example.tables, id.text, id.where(), report);
}

void add_alert(const yaml::Node& alert, Example& example, diag::Report& report) {
    if (!form::check_keys(alert, form::keys::page_alert, report)) {
        return;
    }
    const ItemId item = item_of(*alert.get("item"), example, report);
    if (item == form::none) {
        return;
    }
    const std::string name(alert.text_of("name"));
    const AlertKind kind = alert_kind(alert.text_of("kind", "danger"));
    const std::vector<const yaml::Node*> values = form::texts_at(alert, "is");
    for (const yaml::Node* value : values) {
        if (!is_code_of(*example.tables, item, value->text)) {
            form::report_wrong(*value, "a code of the item", report);
        }
        example.page.alerts.push_back({item, name, value->text, kind});
    }
    if (values.empty()) {
        example.page.alerts.push_back({item, name, {}, kind});
    }
}

void add_item(const yaml::Node& choice, Example& example, diag::Report& report) {
    if (!form::check_keys(choice, form::keys::page_item, report)) {
        return;
    }
    ItemChoice out{.item = item_of(*choice.get("item"), example, report),
                   .name = std::string(choice.text_of("name")),
                   .is_day = choice.get("day") != nullptr};
    if (out.item == form::none) {
        return;
    }
    std::ranges::transform(form::texts_at(choice, "ticked"), std::back_inserter(out.ticked),
                           &yaml::Node::text);
    const form::Item& about = example.tables->items[out.item];
    constexpr std::size_t both = 2;
    if ((!out.ticked.empty() && (out.ticked.size() != both || about.type != form::ItemType::flag)) ||
        (out.is_day && about.group != form::document_group)) {
        form::report_wrong(*choice.get("item"), "a flag with two words, or a day of the document", report);
    }
    example.page.items.push_back(std::move(out));
}

// An item of the rows of the table, or of rows within them.
ItemId item_in_rows(const yaml::Node& id, GroupId rows, const Example& example, diag::Report& report) {
    const ItemId item = item_of(id, example, report);
    if (item == form::none) {
        return item;
    }
    const form::Tables& tables = *example.tables;
    GroupId at = tables.items[item].group;
    while (at != rows && at != form::document_group) {
        at = tables.groups[at].parent;
    }
    if (at != rows) {
        form::report_wrong(id, "an item of the rows " + tables.group_ids[rows], report);
        return {};
    }
    return item;
}

void add_column(const yaml::Node& column, TableChoice& table, const Example& example, diag::Report& report) {
    if (!form::check_keys(column, form::keys::page_column, report)) {
        return;
    }
    ColumnChoice out{.name = std::string(column.text_of("name")),
                     .over = std::string(column.text_of("over"))};
    for (const yaml::Node* id : form::texts_at(column, "of")) {
        const ItemId item = item_in_rows(*id, table.rows, example, report);
        if (item == form::none) {
            continue;
        }
        if (!out.items.empty() &&
            example.tables->items[item].group != example.tables->items[out.items[0]].group) {
            form::report_wrong(*id, "an item of the same rows as the first of the column", report);
        }
        out.items.push_back(item);
    }
    if (!out.items.empty()) {
        table.columns.push_back(std::move(out));
    }
}

void read_places(const yaml::Node& table, std::string_view name, const form::KeyTable& keys, PageGrid grid,
                 const Example& example, TableChoice& out, diag::Report& report) {
    const yaml::Node* const places = table.get(name);
    if (places == nullptr || !form::check_keys(*places, keys, report)) {
        return;
    }
    out.grid = grid;
    if (std::ranges::any_of(example.tables->groups, [&](const form::Group& each) {
            return each.parent == out.rows && each.kind != form::GroupKind::codes &&
                   each.kind < form::GroupKind::carried;
        })) {
        form::report_wrong(*table.get("rows"), "rows without rows within them", report);
    }
    for (const form::MappingKey& each : keys.keys) {
        out.places.push_back(item_in_rows(*places->get(each.name), out.rows, example, report));
    }
}

void add_table(const yaml::Node& table, Example& example, diag::Report& report) {
    if (!form::check_keys(table, form::keys::page_table, report)) {
        return;
    }
    const yaml::Node& rows = *table.get("rows");
    const auto group = example.tables->group_by_id.find(rows.text);
    if (group == example.tables->group_by_id.end()) {
        report.add(message::group_unknown, rows.where(),
                   {rows.text, form::nearest(rows.text, example.tables->group_by_id)});
        return;
    }
    TableChoice out{.rows = group->second};
    read_places(table, "week", form::keys::page_week, PageGrid::week, example, out, report);
    read_places(table, "month", form::keys::page_month, PageGrid::month, example, out, report);
    const yaml::Node* const columns = table.get("columns");
    for (std::size_t i = 0; columns != nullptr && i < columns->children.size(); ++i) {
        add_column(columns->children[i], out, example, report);
    }
    example.page.tables.push_back(std::move(out));
}

void add_beside(const yaml::Node& beside, Example& example, diag::Report& report) {
    if (!form::check_keys(beside, form::keys::page_beside, report)) {
        return;
    }
    BesideChoice out{.name = std::string(beside.text_of("name"))};
    std::ranges::transform(form::texts_at(beside, "begin"), std::back_inserter(out.begins),
                           &yaml::Node::text);
    std::ranges::transform(form::texts_at(beside, "columns"), std::back_inserter(out.columns),
                           &yaml::Node::text);
    if (out.begins.size() < 2 || out.begins.size() != out.columns.size()) {
        form::report_wrong(*beside.get("columns"), "two columns or more, one for each beginning", report);
        return;
    }
    example.page.besides.push_back(std::move(out));
}

void add_line(const yaml::Node& line, Example& example, diag::Report& report) {
    if (!form::check_keys(line, form::keys::page_line_of, report)) {
        return;
    }
    LineChoice out{.name = std::string(line.text_of("name"))};
    for (const yaml::Node* id : form::texts_at(line, "of")) {
        out.items.push_back(item_of(*id, example, report));
    }
    std::ranges::transform(form::texts_at(line, "units"), std::back_inserter(out.units), &yaml::Node::text);
    if (out.items.size() != out.units.size()) {
        form::report_wrong(*line.get("units"), "one for each box", report);
        return;
    }
    if (std::ranges::find(out.items, ItemId()) == out.items.end()) {
        example.page.lines.push_back(std::move(out));
    }
}

} // namespace

AlertKind alert_kind(std::string_view word) {
    return word == "warning"  ? AlertKind::warning
           : word == "danger" ? AlertKind::danger
           : word == "death"  ? AlertKind::death
                              : AlertKind::line;
}

void read_page(const yaml::Node& part, Example& example, diag::Report& report) {
    const yaml::Node* const page = part.get("page");
    if (page == nullptr || !form::check_keys(*page, form::keys::page, report)) {
        return;
    }
    for (const yaml::Node* code : form::texts_at(*page, "first")) {
        add_first(*code, example, report);
    }
    const yaml::Node* const alerts = page->get("alert");
    if (alerts != nullptr && alerts->kind != yaml::NodeKind::list) {
        form::report_wrong(*alerts, "[{item: …, is: […]}]", report);
        return;
    }
    for (std::size_t i = 0; alerts != nullptr && i < alerts->children.size(); ++i) {
        add_alert(alerts->children[i], example, report);
    }
    const yaml::Node* const items = page->get("items");
    for (std::size_t i = 0; items != nullptr && i < items->children.size(); ++i) {
        add_item(items->children[i], example, report);
    }
    const yaml::Node* const tables = page->get("tables");
    for (std::size_t i = 0; tables != nullptr && i < tables->children.size(); ++i) {
        add_table(tables->children[i], example, report);
    }
    const yaml::Node* const besides = page->get("beside");
    for (std::size_t i = 0; besides != nullptr && i < besides->children.size(); ++i) {
        add_beside(besides->children[i], example, report);
    }
    const yaml::Node* const lines = page->get("lines");
    for (std::size_t i = 0; lines != nullptr && i < lines->children.size(); ++i) {
        add_line(lines->children[i], example, report);
    }
    PageLook& look = example.page.look;
    look.landscape = look.landscape || page->get("landscape") != nullptr;
    look.all_choices = look.all_choices || page->get("all_choices") != nullptr;
}

} // namespace renkei::mapping
