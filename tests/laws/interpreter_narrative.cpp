// The text for readers: a table of everything that has its home in a section.
#include "tests/laws/interpreter.h"
#include <fmt/format.h>

#include <algorithm>

namespace renkei::laws {
namespace {

using form::ItemType;

std::string markup(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '\n': out += "<br/>"; break;
        default: out += c;
        }
    }
    return out;
}

// 2026-01-13T10:15:00+09:00 -> 2026年1月13日 10:15
std::string date_for_people(std::string_view iso) {
    static constexpr std::string_view units[] = {"年", "月", "日"};
    std::string out;
    for (std::size_t part = 0, at = 0; part < std::size(units) && at < std::min<std::size_t>(iso.size(), 10);
         ++part) {
        const std::size_t end = std::min(iso.find_first_of("-T", at), iso.size());
        out += fmt::format("{}{}", std::stoi(std::string(iso.substr(at, end - at))), units[part]);
        at = end + 1;
    }
    return iso.size() > 10 ? out + " " + std::string(iso.substr(11, 5)) : out;
}

// The unit that stands beside the item: {value: $item, unit: kg}
std::string unit_beside(const mapping::ExampleNode& root, form::ItemId item) {
    std::string out;
    mapping::walk(root, [&](const mapping::ExampleNode& node) {
        const auto has_value = [&](const mapping::Field& field) {
            return field.name == "value" && field.value.kind == mapping::NodeKind::hole &&
                   field.value.parts[0].item == item;
        };
        const auto unit = std::ranges::find_if(node.fields, [](const mapping::Field& field) {
            return field.name == "unit" && field.value.is_constant();
        });
        if (unit != node.fields.end() && std::ranges::any_of(node.fields, has_value)) {
            out = " " + unit->value.text;
        }
    });
    return out;
}

bool is_home_of(const mapping::ExampleNode& root, form::ItemId item) {
    bool found = false;
    mapping::walk(root, [&](const mapping::ExampleNode& node) {
        found |= std::ranges::any_of(
            node.parts, [&](const mapping::Part& part) { return part.item == item && !part.derived; });
    });
    return found;
}

} // namespace

// Section "" is the Composition itself: its own items and those of entries that are found by reference.
std::string Interpreter::section_of(form::ItemId item) const {
    for (const mapping::ExampleEntry& entry : example_->written()) {
        if (is_home_of(entry.resource, item)) {
            return entry.section;
        }
    }
    return "";
}

Json Interpreter::text_of(std::string_view section) const {
    if (homes_.empty()) {
        for (const form::ItemId i : form_->items().ids()) {
            std::string unit;
            for (const mapping::ExampleEntry& entry : example_->written()) {
                unit += unit_beside(entry.resource, i);
            }
            homes_.push_back({section_of(i), unit});
        }
    }
    const auto head = std::ranges::find(example_->sections, section, &mapping::SectionHead::code);
    const std::string table = section_html(section, record_->root());
    const std::string otherwise = head == example_->sections.end()
                                      ? std::string(form_->text(form_->about().title))
                                      : "<p>" + markup(head->title) + "</p>";
    Json out;
    out.add("status", Json::string("generated"));
    out.add("div", Json::string("<div xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"ja\" xml:lang=\"ja\">" +
                                (table.empty() ? otherwise : "<table>" + table + "</table>") + "</div>"));
    return out;
}

// The lines of a row: its items, and its groups where their first item stands in the form.
std::string Interpreter::section_html(std::string_view section, const Row& row) const {
    std::string out;
    std::vector<form::GroupId> done;
    for (const form::Item& item : form_->items()) {
        if (homes_[item.order].section != section) {
            continue;
        }
        if (item.group == row.group) {
            const bool is_place = row.group != form::document_group &&
                                  form_->groups()[row.group].place == form_->items().id_of(item);
            out += is_place ? "" : line(item, row.values[item.slot]);
            continue;
        }
        form::GroupId group = item.group;
        while (group != form::document_group && form_->groups()[group].parent != row.group) {
            group = form_->groups()[group].parent;
        }
        if (group != form::document_group && std::ranges::find(done, group) == done.end()) {
            done.push_back(group);
            out += rows_html(section, row, form_->groups()[group]);
        }
    }
    return out;
}

std::string Interpreter::rows_html(std::string_view section, const Row& row, const form::Group& group) const {
    std::string out;
    std::string number = "0";
    for (const Row* below : row.groups[group.slot]) {
        number = std::to_string(std::stoul(number) + 1);
        if (group.place != form::none && below->has(form_->items()[group.place].slot)) {
            number = below->values[form_->items()[group.place].slot].text();
        }
        const std::string inside = section_html(section, *below);
        if (!inside.empty() && group.kind != form::GroupKind::codes) {
            out += "<tr><th colspan=\"2\">" + markup(form_->text(group.name)) + " " + number + "</th></tr>";
        }
        out += inside;
    }
    return out;
}

std::string Interpreter::line(const form::Item& item, const record::ItemValue& value) const {
    const std::string unit = value.absent != nullptr ? "" : markup(homes_[item.order].unit);
    return value.empty() ? ""
                         : "<tr><th>" + markup(form_->text(item.name)) + "</th><td>" + shown(item, value) +
                               unit + "</td></tr>";
}

std::string Interpreter::shown(const form::Item& item, const record::ItemValue& value) const {
    const bool is_reason = value.absent != nullptr;
    const form::ListId list = is_reason ? form_->about().absent_list : item.list;
    const std::string_view text = is_reason ? value.absent->reason : value.text();
    if (list != form::none) {
        const form::CodeRowId row = form_->row_of_form_code(form_->lists()[list], text);
        const std::string display = markup(form_->text(form_->rows(form_->lists()[list])[row].display));
        return is_reason && !value.absent->note.empty() ? display + "（" + markup(value.absent->note) + "）"
                                                        : display;
    }
    if (item.type == ItemType::flag) {
        return text == "1" ? "☑" : "☐";
    }
    const bool is_date =
        item.type == ItemType::date || item.type == ItemType::month || item.type == ItemType::datetime;
    return is_date ? date_for_people(text) : markup(text);
}

} // namespace renkei::laws
