#include "gateway/forms/mapping/load/item_code.h"

#include "gateway/forms/mapping/load/macro.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <array>

namespace renkei::mapping {
namespace {

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
        report.add(message::defined_twice, same->value.where, {name, diag::to_text(where)});
        return;
    }
    object.fields.push_back({std::move(name), node_at(where, NodeKind::constant, std::move(text)), {}, 0});
}

// What the form prints for the item or group.
std::string printed_name(const ItemCodeRow& row, const ExampleNode& id, const form::Tables& tables,
                         diag::Report& report) {
    const bool is_item = row.key == item_codes[0].key;
    const auto name_of = [&](const auto& known, Message unknown, const auto& name) {
        const auto found = known.find(id.text);
        if (found == known.end()) {
            report.add(unknown, id.where, {id.text, form::nearest(id.text, known)});
            return id.text;
        }
        return name(found->second);
    };
    return is_item ? name_of(tables.item_by_id, message::item_unknown,
                             [&](ItemId item) { return tables.item_names[item]; })
                   : name_of(tables.group_by_id, message::group_unknown,
                             [&](GroupId group) { return tables.blob.text_of(tables.groups[group].name); });
}

std::vector<ExampleNode>& codings_of(ExampleNode& concept_, const diag::Where& where) {
    auto codings = find_field(concept_, "coding");
    if (codings == concept_.fields.end()) {
        concept_.fields.push_back({"coding", node_at(where, NodeKind::array), {}, 0});
        codings = std::prev(concept_.fields.end());
    }
    return codings->value.elements;
}

std::string_view constant_of(ExampleNode& coding, std::string_view key) {
    const auto field = find_field(coding, key);
    return field == coding.fields.end() ? std::string_view() : std::string_view(field->value.text);
}

ExampleNode coding_of(const std::string& system, const std::string& code, const std::string& display,
                      const diag::Where& where) {
    ExampleNode out = node_at(where, NodeKind::object);
    for (const auto& [name, text] : {std::pair("system", system), {"code", code}, {"display", display}}) {
        if (!text.empty()) {
            out.fields.push_back({name, node_at(where, NodeKind::constant, text), {}, 0});
        }
    }
    return out;
}

// Puts the concept's code behind the item's code, and public codes that the mapping does not have at the end.
void put_concept(std::vector<ExampleNode>& codings, std::size_t item_at, const form::Concept& asked,
                 const std::string& system, const diag::Where& where) {
    codings.insert(codings.begin() + static_cast<std::ptrdiff_t>(item_at) + 1,
                   coding_of(system, asked.id, asked.name, where));
    for (const form::PublicCode& each : asked.codes) {
        const bool is_there = std::ranges::any_of(codings, [&](ExampleNode& coding) {
            return constant_of(coding, "system") == each.system && constant_of(coding, "code") == each.code;
        });
        if (!is_there) {
            codings.push_back(coding_of(each.system, each.code, each.display, where));
        }
    }
}

// `item: ID` of an object, read and removed from it.
struct NamedCode {
    std::string system;
    std::string code;
    std::string display;
    diag::Where where;
    const form::Concept* asked = nullptr; // by the item
};

// The concept of an item, unless the object refuses it.
const form::Concept* take_concept(ExampleNode& object, const std::string& item, const form::Tables& tables,
                                  diag::Report& report) {
    const std::optional<ExampleNode> choice = take_constant(object, "concept");
    if (choice && choice->text != "none") {
        report.add(message::value_wrong, choice->where, {choice->text, "none"});
    }
    return choice ? nullptr : tables.concepts.find(item);
}

std::optional<NamedCode> take_named_code(ExampleNode& object, const form::Tables& tables,
                                         diag::Report& report) {
    for (const ItemCodeRow& row : item_codes) {
        const std::optional<ExampleNode> id = take_constant(object, row.key);
        if (!id) {
            continue;
        }
        const std::optional<ExampleNode> name = take_constant(object, "name");
        NamedCode out{.system = tables.base + std::string(row.system),
                      .code = tables.form_id + "." + id->text,
                      .display = name ? name->text : printed_name(row, *id, tables, report),
                      .where = id->where};
        if (row.key == item_codes[0].key) {
            out.asked = take_concept(object, id->text, tables, report);
        }
        return out;
    }
    return std::nullopt;
}

void write_coding(ExampleNode& coding, const NamedCode& named, diag::Report& report) {
    add_field(coding, "system", named.system, named.where, report);
    add_field(coding, "code", named.code, named.where, report);
    add_field(coding, "display", named.display, named.where, report);
}

// coding: [{item: ID}, …]
void write_out_codings(ExampleNode& concept_, const form::Tables& tables, diag::Report& report) {
    const auto codings = find_field(concept_, "coding");
    if (codings == concept_.fields.end()) {
        return;
    }
    std::vector<ExampleNode>& all = codings->value.elements;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::optional<NamedCode> named = take_named_code(all[i], tables, report);
        if (!named) {
            continue;
        }
        write_coding(all[i], *named, report);
        if (named->asked != nullptr) {
            put_concept(all, i, *named->asked, concept_system(tables), named->where);
        }
    }
}

} // namespace

std::string concept_system(const form::Tables& tables) { return tables.base + "CodeSystem/concept"; }

void write_out_item_code(ExampleNode& object, CodePlace place, const form::Tables& tables,
                         diag::Report& report) {
    const std::optional<NamedCode> named = take_named_code(object, tables, report);
    if (place == CodePlace::coding) {
        if (named) {
            write_coding(object, *named, report);
        }
        return;
    }
    write_out_codings(object, tables, report);
    if (!named) {
        return;
    }
    ExampleNode coding = node_at(named->where, NodeKind::object);
    write_coding(coding, *named, report);
    std::vector<ExampleNode>& all = codings_of(object, named->where);
    all.insert(all.begin(), std::move(coding));
    if (named->asked != nullptr) {
        put_concept(all, 0, *named->asked, concept_system(tables), named->where);
    }
    if (find_field(object, "text") == object.fields.end()) {
        add_field(object, "text", named->display, named->where, report);
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
