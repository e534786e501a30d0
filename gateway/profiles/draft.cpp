#include "gateway/profiles/draft.h"

#include "gateway/profiles/read_element.h"

#include <algorithm>
#include <array>

namespace renkei::profiles {
namespace {

using json::no_node;
using json::NodeId;
using json::Tree;

constexpr std::array part_rows{
    PartRow{Part::extension, "extension", Meeting::adds, false, "url"},
    PartRow{Part::modifier_extension, "modifierExtension", Meeting::adds, false, "url"},
    PartRow{Part::representation, "representation", Meeting::adds, false, ""},
    PartRow{Part::slice_name, "sliceName", Meeting::replaces, false, ""},
    PartRow{Part::slice_is_constraining, "sliceIsConstraining", Meeting::replaces, false, ""},
    PartRow{Part::label, "label", Meeting::replaces, false, ""},
    PartRow{Part::code, "code", Meeting::adds, false, ""},
    PartRow{Part::slicing, "slicing", Meeting::merges, false, ""},
    PartRow{Part::short_text, "short", Meeting::appends, false, ""},
    PartRow{Part::definition, "definition", Meeting::appends, false, ""},
    PartRow{Part::comment, "comment", Meeting::appends, false, ""},
    PartRow{Part::requirements, "requirements", Meeting::appends, false, ""},
    PartRow{Part::alias, "alias", Meeting::adds, false, ""},
    PartRow{Part::min, "min", Meeting::apart, false, ""},
    PartRow{Part::max, "max", Meeting::apart, false, ""},
    PartRow{Part::base, "base", Meeting::apart, false, ""},
    PartRow{Part::content_reference, "contentReference", Meeting::replaces, false, ""},
    PartRow{Part::type, "type", Meeting::apart, false, "code"},
    PartRow{Part::default_value, "defaultValue", Meeting::replaces, true, ""},
    PartRow{Part::meaning_when_missing, "meaningWhenMissing", Meeting::replaces, false, ""},
    PartRow{Part::order_meaning, "orderMeaning", Meeting::replaces, false, ""},
    PartRow{Part::fixed, "fixed", Meeting::fits, true, ""},
    PartRow{Part::pattern, "pattern", Meeting::fits, true, ""},
    PartRow{Part::example, "example", Meeting::adds, false, ""},
    PartRow{Part::min_value, "minValue", Meeting::replaces, true, ""},
    PartRow{Part::max_value, "maxValue", Meeting::replaces, true, ""},
    PartRow{Part::max_length, "maxLength", Meeting::replaces, false, ""},
    PartRow{Part::condition, "condition", Meeting::adds, false, ""},
    PartRow{Part::constraint, "constraint", Meeting::explains, false, "key"},
    PartRow{Part::must_support, "mustSupport", Meeting::replaces, false, ""},
    PartRow{Part::is_modifier, "isModifier", Meeting::replaces, false, ""},
    PartRow{Part::is_modifier_reason, "isModifierReason", Meeting::replaces, false, ""},
    PartRow{Part::is_summary, "isSummary", Meeting::replaces, false, ""},
    PartRow{Part::binding, "binding", Meeting::merges, false, ""},
    PartRow{Part::mapping, "mapping", Meeting::adds, false, ""},
    PartRow{Part::other, "", Meeting::replaces, false, ""},
};
static_assert([] {
    for (std::size_t i = 0; i < part_rows.size(); ++i) {
        if (static_cast<std::size_t>(part_rows[i].part) != i) {
            return false;
        }
    }
    return true;
}());

Part part_of(std::string_view key) {
    key.remove_prefix(key.starts_with('_') ? 1 : 0);
    for (const PartRow& row : part_rows) {
        if (row.key == key || (row.is_choice && key.starts_with(row.key))) {
            return row.part;
        }
    }
    return Part::other;
}

std::string_view part_name(const Tree& tree, NodeId node, const PartRow& row) {
    if (tree[node].is_object()) {
        const NodeId named = row.item_key.empty() ? no_node : tree.child(node, row.item_key);
        if (row.part == Part::type) {
            return type_code(tree, node);
        }
        return named == no_node || tree[named].is_container() ? std::string_view() : tree.text(named);
    }
    return tree[node].is_container() ? std::string_view() : tree.text(node);
}

std::span<const Item> kept(std::span<const Item> items, base::Arena& arena) {
    Item* out = arena.array<Item>(items.size());
    std::ranges::copy(items, out);
    return {out, items.size()};
}

} // namespace

const PartRow& row(Part part) {
    return part_rows[static_cast<std::size_t>(part)];
}

Draft::Draft(const Tree& tree, NodeId definition, base::Arena& arena) {
    members_.reserve(tree[definition].count);
    for (const NodeId node : tree.children(definition)) {
        const std::string_view key = tree.key(node);
        if (key == "id" || key == "path" || key == "_path") {
            continue;
        }
        const Part part = part_of(key);
        const auto item = [&](NodeId at) {
            return Item{&tree, at, tree.raw(at), part_name(tree, at, profiles::row(part))};
        };
        const bool is_list = tree[node].is_array();
        if (is_list && tree[node].count == 0) { // says nothing
            continue;
        }
        const std::size_t count = is_list ? tree[node].count : 1;
        Item* items = arena.array<Item>(count);
        if (is_list) {
            std::size_t at = 0;
            for (const NodeId child : tree.children(node)) {
                items[at++] = item(child);
            }
        } else {
            *items = item(node);
        }
        members_.push_back({part, is_list, key, {items, count}});
    }
    std::ranges::stable_sort(members_, {}, &Member::part);
}

const Member* Draft::find(Part part) const {
    const auto found = std::ranges::find(members_, part, &Member::part);
    return found == members_.end() ? nullptr : &*found;
}

std::span<const Item> Draft::items(Part part) const {
    const Member* member = find(part);
    return member == nullptr || !member->is_list ? std::span<const Item>() : member->items;
}

std::string_view Draft::text(Part part) const {
    const Member* member = find(part);
    return member == nullptr || member->is_list || member->key != profiles::row(part).key
               ? std::string_view()
               : member->items.front().name;
}

void Draft::remove(Part part) {
    std::erase_if(members_, [part](const Member& member) { return member.part == part; });
}

void Draft::set(const Member& member) {
    remove(member.part);
    add(member);
}

void Draft::add(const Member& member) {
    members_.insert(std::ranges::upper_bound(members_, member.part, {}, &Member::part), member);
}

void Draft::set_text(Part part, std::string_view text, base::Arena& arena) {
    std::string json;
    json::Writer(json).string(text);
    const Item item{.json = arena.keep(json), .name = arena.keep(text)};
    set({part, false, profiles::row(part).key, kept({&item, 1}, arena)});
}

void Draft::set_items(Part part, std::span<const Item> items, base::Arena& arena) {
    set({part, true, profiles::row(part).key, kept(items, arena)});
}

void Draft::set_json(Part part, std::string_view json, base::Arena& arena) {
    const std::string_view text = arena.keep(json);
    const Item item{.json = text, .name = text};
    set({part, false, profiles::row(part).key, kept({&item, 1}, arena)});
}

void Draft::write(json::Writer& out) const {
    const auto write_item = [&](const Item& item) {
        if (item.tree != nullptr) {
            out.node(*item.tree, item.node);
        } else {
            out.raw(item.json);
        }
    };
    for (const Member& member : members_) {
        out.key(member.key);
        if (!member.is_list) {
            write_item(member.items.front());
            continue;
        }
        out.start_array();
        std::ranges::for_each(member.items, write_item);
        out.end_array();
    }
}

std::string_view type_profile(const Item& type) {
    if (type.tree == nullptr) {
        return {};
    }
    const NodeId profiles = type.tree->child(type.node, "profile");
    const NodeId first = profiles == no_node || !type.tree->operator[](profiles).is_array()
                             ? no_node
                             : type.tree->element(profiles, 0);
    return first == no_node ? std::string_view() : type.tree->text(first);
}

} // namespace renkei::profiles
