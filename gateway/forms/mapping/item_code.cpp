#include "gateway/forms/mapping/item_code.h"

#include "gateway/forms/mapping/macro.h"

#include <algorithm>
#include <array>

namespace renkei::mapping {
namespace {

using diag::Message;

struct ItemCodeRow {
    std::string_view key;
    std::string_view system; // below the canonical base
};
constexpr std::array item_codes{ItemCodeRow{"item", "CodeSystem/item"},
                                ItemCodeRow{"group", "CodeSystem/item-group"}};

auto find_field(ExampleNode& object, std::string_view name) {
    return std::ranges::find_if(
        object.fields, [&](const Field& each) { return each.name == name && each.instead_of.empty(); });
}

// The constant under a key, which then is no field of the object any more.
std::optional<ExampleNode> take_constant(ExampleNode& object, std::string_view key) {
    const auto field = find_field(object, key);
    if (field == object.fields.end() || !field->value.is_constant()) {
        return std::nullopt;
    }
    ExampleNode out = std::move(field->value);
    object.fields.erase(field);
    return out;
}

ExampleNode node_at(const diag::Where& where, NodeKind kind, std::string text = {}) {
    ExampleNode out;
    out.kind = kind;
    out.where = where;
    out.text = std::move(text);
    return out;
}

void add_field(ExampleNode& object, std::string name, std::string text, const diag::Where& where,
               diag::Report& report) {
    if (const auto same = find_field(object, name); same != object.fields.end()) {
        report.add(Message::defined_twice, same->value.where, {name, diag::to_text(where)});
        return;
    }
    object.fields.push_back({std::move(name), node_at(where, NodeKind::constant, std::move(text)), {}, 0});
}

// What the form prints for the item or group.
std::string printed_name(const ItemCodeRow& row, const ExampleNode& id, const model::Tables& tables,
                         diag::Report& report) {
    const bool is_item = row.key == item_codes[0].key;
    const auto& known = is_item ? tables.item_by_id : tables.group_by_id;
    const auto found = known.find(id.text);
    if (found == known.end()) {
        report.add(is_item ? Message::item_unknown : Message::group_unknown, id.where,
                   {id.text, model::nearest(id.text, known)});
        return id.text;
    }
    return is_item ? tables.item_names[found->second]
                   : tables.blob.text_of(tables.groups[found->second].name);
}

void put_first(ExampleNode& concept_, ExampleNode&& coding) {
    auto codings = find_field(concept_, "coding");
    if (codings == concept_.fields.end()) {
        concept_.fields.push_back({"coding", node_at(coding.where, NodeKind::array), {}, 0});
        codings = std::prev(concept_.fields.end());
    }
    std::vector<ExampleNode>& all = codings->value.elements;
    all.insert(all.begin(), std::move(coding));
}

} // namespace

void write_out_item_code(ExampleNode& object, CodePlace place, const model::Tables& tables,
                         diag::Report& report) {
    for (const ItemCodeRow& row : item_codes) {
        const std::optional<ExampleNode> id = take_constant(object, row.key);
        if (!id) {
            continue;
        }
        const std::optional<ExampleNode> name = take_constant(object, "name");
        const std::string display = name ? name->text : printed_name(row, *id, tables, report);
        ExampleNode made = node_at(id->where, NodeKind::object);
        ExampleNode& coding = place == CodePlace::coding ? object : made;
        add_field(coding, "system", tables.base + std::string(row.system), id->where, report);
        add_field(coding, "code", tables.form_id + "." + id->text, id->where, report);
        add_field(coding, "display", display, id->where, report);
        if (place == CodePlace::concept_) {
            put_first(object, std::move(made));
            if (find_field(object, "text") == object.fields.end()) {
                add_field(object, "text", display, id->where, report);
            }
        }
        return;
    }
}

bool names_item_code(const yaml::Node& object) {
    return object.kind == yaml::NodeKind::map && std::ranges::any_of(item_codes, [&](const ItemCodeRow& row) {
               const yaml::Node* id = object.get(row.key);
               return id != nullptr && id->kind == yaml::NodeKind::scalar && !hole_text(*id) &&
                      !is_reference(*id);
           });
}

} // namespace renkei::mapping
