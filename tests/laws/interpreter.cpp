#include "tests/laws/interpreter.h"

#include <algorithm>

namespace renkei::laws {

using mapping::Field;
using mapping::NodeKind;

// ---------------------------------------------------------------- rows
const record::Row& Interpreter::row_of(const Row& row, form::GroupId group) const {
    const Row* at = &row;
    while (at->group != group) {
        at = at->parent;
    }
    return *at;
}

Interpreter::Rows Interpreter::rows_below(const Row& row, form::GroupId group) const {
    if (row.group == group) {
        return {&row};
    }
    Rows out;
    for (std::uint16_t slot = 0; slot < form_->groups()[row.group].groups; ++slot) {
        for (const Row* child : row.groups[slot]) {
            const Rows below = rows_below(*child, group);
            out.insert(out.end(), below.begin(), below.end());
        }
    }
    return out;
}

// ---------------------------------------------------------------- presence
bool Interpreter::lives(mapping::EntryId index, const Row& row) const {
    const mapping::ExampleEntry& entry = example_->entries[index];
    if (entry.accepted) {
        return false;
    }
    if (entry.is_derived()) {
        return std::ranges::all_of(entry.when,
                                   [&](const mapping::WhenTest& test) { return holds(test, row); });
    }
    return entry.owner || has_life(entry.resource, row);
}

bool Interpreter::holds(const mapping::WhenTest& test, const Row& row) const {
    if (test.kind == mapping::WhenKind::has_no_row) {
        return rows_below(row, test.group).empty();
    }
    const form::Item& item = form_->items()[test.item];
    const auto is_code = [&](std::string_view text) {
        return std::ranges::find(test.codes, text) != test.codes.end();
    };
    if (form_->groups()[item.group].kind == form::GroupKind::codes && test.kind == mapping::WhenKind::is) {
        return std::ranges::any_of(rows_below(row, item.group),
                                   [&](const Row* each) { return is_code(each->values[item.slot].text()); });
    }
    const record::ItemValue& value = row_of(row, item.group).values[item.slot];
    switch (test.kind) {
    case mapping::WhenKind::is: return is_code(value.text());
    case mapping::WhenKind::is_not: return !value.text().empty() && !is_code(value.text());
    case mapping::WhenKind::is_empty: return value.empty();
    case mapping::WhenKind::has_no_row: break;
    }
    return false;
}

bool Interpreter::target_lives(const ExampleNode& reference, const Row& row) const {
    const form::GroupId group = example_->entries[reference.entry].each;
    if (!reference.many) {
        return lives(reference.entry, row_of(row, group));
    }
    const Rows below = rows_below(row, group);
    return std::ranges::any_of(below, [&](const Row* each) { return lives(reference.entry, *each); });
}

bool Interpreter::has_life(const ExampleNode& node, const Row& row) const {
    switch (node.kind) {
    case NodeKind::constant: return false;
    case NodeKind::hole: {
        const auto home =
            std::ranges::find_if(node.parts, [](const mapping::Part& each) { return !each.derived; });
        if (home == node.parts.end()) {
            return false;
        }
        const form::Item& it = form_->items()[home->item];
        return !row_of(row, it.group).values[it.slot].empty();
    }
    case NodeKind::reference: return node.strong && target_lives(node, row);
    case NodeKind::object:
        return std::ranges::any_of(node.fields, [&](const Field& each) {
            return each.instead_of.empty() && has_life(each.value, row);
        });
    case NodeKind::array:
        return std::ranges::any_of(node.elements, [&](const ExampleNode& each) {
            const Rows rows = each.each == form::document_group ? Rows{&row} : rows_below(row, each.each);
            return std::ranges::any_of(rows, [&](const Row* below) { return has_life(each, *below); });
        });
    }
    return false;
}

bool Interpreter::has_company(const ExampleNode& node, const Row& row) const {
    switch (node.kind) {
    case NodeKind::constant: return false;
    case NodeKind::hole: return node.derived() && has_text(node, row);
    case NodeKind::reference: return !node.strong && target_lives(node, row);
    case NodeKind::object:
        return std::ranges::any_of(node.fields, [&](const Field& each) {
            return each.instead_of.empty() && has_company(each.value, row);
        });
    case NodeKind::array:
        return std::ranges::any_of(node.elements, [&](const ExampleNode& each) {
            const Rows rows = each.each == form::document_group ? Rows{&row} : rows_below(row, each.each);
            return std::ranges::any_of(rows, [&](const Row* below) { return has_company(each, *below); });
        });
    }
    return false;
}

bool Interpreter::stands(const ExampleNode& node, const Row& row) const {
    switch (node.kind) {
    case NodeKind::constant: return true;
    case NodeKind::hole: return node.derived() ? has_text(node, row) : has_life(node, row);
    case NodeKind::reference: return target_lives(node, row);
    case NodeKind::object:
        if (node.stay) {
            return true;
        }
        if (reads_items(node)) {
            return has_life(node, row);
        }
        if (const auto required = required_derived(node, *example_->r4); !required.empty()) {
            return std::ranges::any_of(required,
                                       [&](const Field* each) { return has_text(each->value, row); });
        }
        return !is_derived_only(node) || has_company(node, row);
    case NodeKind::array:
        return std::ranges::any_of(node.elements, [&](const ExampleNode& each) {
            const Rows rows = each.each == form::document_group ? Rows{&row} : rows_below(row, each.each);
            return std::ranges::any_of(rows, [&](const Row* below) { return stands(each, *below); });
        });
    }
    return false;
}

// ---------------------------------------------------------------- objects
Json Interpreter::resource(const ExampleNode& node, std::string_view url, std::string_view type,
                           const Row& row) const {
    Json out;
    out.add("resourceType", Json::string(type));
    out.add("id", Json::string(url));
    fields(node, row, out);
    return out;
}

// In the order of the StructureDefinition.
void Interpreter::fields(const ExampleNode& object, const Row& row, Json& out) const {
    const auto place_of = [&](const Field& each) {
        const definitions::Element* element = example_->r4->find(object.type, each.name);
        return element == nullptr ? -1 : static_cast<int>(element->order);
    };
    std::vector<const Field*> sorted;
    for (const Field& each : object.fields) {
        sorted.push_back(&each);
    }
    std::ranges::stable_sort(sorted, {}, [&](const Field* each) { return place_of(*each); });
    for (const Field* each : sorted) {
        if (each->name == "resourceType") {
            continue;
        }
        if (each->instead_of.empty()) {
            if (stands(each->value, row)) {
                field(object, *each, row, out);
            }
            continue;
        }
        const auto comes_first = [&](const Field& other) {
            const bool is_before = other.instead_of.empty()
                                       ? other.name == each->instead_of
                                       : other.instead_of == each->instead_of && other.turn < each->turn;
            return is_before && stands(other.value, row);
        };
        if (std::ranges::none_of(object.fields, comes_first) && stands(each->value, row)) {
            out.add(written_name(*each), value(each->value, row));
        }
    }
}

// An object in the place of a primitive stands beside it: _birthDate
std::string Interpreter::written_name(const Field& field) const {
    const bool beside = field.value.kind == NodeKind::object &&
                        example_->r4->kind(field.value.type) == definitions::TypeKind::primitive;
    return (beside ? "_" : "") + field.name;
}

void Interpreter::field(const ExampleNode& object, const Field& field, const Row& row, Json& out) const {
    if (reason_instead(object, field, row, out)) {
        return;
    }
    out.add(written_name(field), value(field.value, row));
    // a time that is missing for a reason, beside its date
    const std::size_t parts = field.value.parts.size();
    const bool moment = field.value.kind == NodeKind::hole && (parts == 2 || parts == 4) &&
                        field.value.view == mapping::View::none;
    if (moment && !field.value.parts.back().derived && part(field.value, parts - 1, row).absent != nullptr) {
        out.add("_" + field.name, {})
            .add("extension", reason_extensions(*part(field.value, parts - 1, row).absent));
    }
}

// The item has no value but a reason for it.
bool Interpreter::reason_instead(const ExampleNode& object, const Field& field, const Row& row,
                                 Json& out) const {
    const bool coded =
        field.name.starts_with("value") &&
        std::ranges::any_of(object.fields, [](const Field& each) { return each.name == "code"; });
    const ExampleNode* hole = field.value.kind == NodeKind::hole ? &field.value : nullptr;
    if (coded && field.name == "valueQuantity" && field.value.kind == NodeKind::object) {
        const auto number =
            std::ranges::find_if(field.value.fields, [](const Field& each) { return each.name == "value"; });
        hole = number != field.value.fields.end() && number->value.kind == NodeKind::hole ? &number->value
                                                                                          : nullptr;
    }
    if (hole == nullptr || hole->derived()) {
        return false;
    }
    const record::Absent* absent = part(*hole, 0, row).absent;
    const bool says_no_value = absent == nullptr && place(*hole) == "CodeableConcept" &&
                               code(*hole, row) != nullptr && !code(*hole, row)->absent.empty();
    if (coded && (absent != nullptr || says_no_value)) {
        out.add("dataAbsentReason", absent != nullptr ? reason_concept(*absent) : value(*hole, row));
        return true;
    }
    if (absent == nullptr) {
        return false;
    }
    const bool primitive = example_->r4->kind(hole->type) == definitions::TypeKind::primitive;
    out.add((primitive ? "_" : "") + field.name, {}).add("extension", reason_extensions(*absent));
    return true;
}

Json Interpreter::value(const ExampleNode& node, const Row& row) const {
    switch (node.kind) {
    case NodeKind::constant: {
        using enum definitions::Primitive;
        const definitions::Primitive kind = example_->r4->primitive(node.type);
        const bool is_bare = kind == boolean || kind == integer || kind == positiveInt ||
                             kind == unsignedInt || kind == decimal;
        return is_bare ? Json::bare(node.text) : Json::string(node.text);
    }
    case NodeKind::hole: return hole(node, row);
    case NodeKind::reference: return reference(node.entry, row_of(row, example_->entries[node.entry].each));
    case NodeKind::object: {
        Json out;
        fields(node, row, out);
        return out;
    }
    case NodeKind::array: return elements(node, row);
    }
    return {};
}

Json Interpreter::elements(const ExampleNode& array, const Row& row) const {
    Json out = Json::array();
    for (const ExampleNode& each : array.elements) {
        const Rows rows = each.each == form::document_group ? Rows{&row} : rows_below(row, each.each);
        for (const Row* below : rows) {
            if (stands(each, *below)) {
                element(each, *below, out);
            }
        }
    }
    return out;
}

void Interpreter::element(const ExampleNode& node, const Row& row, Json& out) const {
    if (node.kind == NodeKind::reference && node.many) {
        for (const Row* below : rows_below(row, example_->entries[node.entry].each)) {
            if (lives(node.entry, *below)) {
                out.elements.push_back(reference(node.entry, *below));
            }
        }
        return;
    }
    if (node.kind != NodeKind::hole) {
        out.elements.push_back(value(node, row));
        return;
    }
    if (!node.derived() && part(node, 0, row).absent != nullptr) {
        out.elements.emplace_back().add("extension", reason_extensions(*part(node, 0, row).absent));
    } else if (place(node) == "Coding") { // the translations stand beside the local coding
        for (Json& each : codings(list(node), *code(node, row))) {
            out.elements.push_back(std::move(each));
        }
    } else {
        out.elements.push_back(hole(node, row));
    }
}

} // namespace renkei::laws
