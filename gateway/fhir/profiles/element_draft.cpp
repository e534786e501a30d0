#include "gateway/fhir/profiles/element_draft.h"

#include "gateway/fhir/profiles/read_element.h"

#include <algorithm>
#include <array>

namespace renkei::profiles {
namespace {

using json::Tree;

constexpr std::array part_rows{
    MemberKindRow{MemberKind::extension, "extension", MergeRule::adds, false, "url"},
    MemberKindRow{MemberKind::modifier_extension, "modifierExtension", MergeRule::adds, false, "url"},
    MemberKindRow{MemberKind::representation, "representation", MergeRule::adds, false, ""},
    MemberKindRow{MemberKind::slice_name, "sliceName", MergeRule::replaces, false, ""},
    MemberKindRow{MemberKind::slice_is_constraining, "sliceIsConstraining", MergeRule::replaces, false, ""},
    MemberKindRow{MemberKind::label, "label", MergeRule::replaces, false, ""},
    MemberKindRow{MemberKind::code, "code", MergeRule::adds, false, ""},
    MemberKindRow{MemberKind::slicing, "slicing", MergeRule::merges, false, ""},
    MemberKindRow{MemberKind::short_text, "short", MergeRule::appends, false, ""},
    MemberKindRow{MemberKind::definition, "definition", MergeRule::appends, false, ""},
    MemberKindRow{MemberKind::comment, "comment", MergeRule::appends, false, ""},
    MemberKindRow{MemberKind::requirements, "requirements", MergeRule::appends, false, ""},
    MemberKindRow{MemberKind::alias, "alias", MergeRule::adds, false, ""},
    MemberKindRow{MemberKind::min, "min", MergeRule::apart, false, ""},
    MemberKindRow{MemberKind::max, "max", MergeRule::apart, false, ""},
    MemberKindRow{MemberKind::base, "base", MergeRule::apart, false, ""},
    MemberKindRow{MemberKind::content_reference, "contentReference", MergeRule::replaces, false, ""},
    MemberKindRow{MemberKind::type, "type", MergeRule::apart, false, "code"},
    MemberKindRow{MemberKind::default_value, "defaultValue", MergeRule::replaces, true, ""},
    MemberKindRow{MemberKind::meaning_when_missing, "meaningWhenMissing", MergeRule::replaces, false, ""},
    MemberKindRow{MemberKind::order_meaning, "orderMeaning", MergeRule::replaces, false, ""},
    MemberKindRow{MemberKind::fixed, "fixed", MergeRule::fits, true, ""},
    MemberKindRow{MemberKind::pattern, "pattern", MergeRule::fits, true, ""},
    MemberKindRow{MemberKind::example, "example", MergeRule::adds, false, ""},
    MemberKindRow{MemberKind::min_value, "minValue", MergeRule::replaces, true, ""},
    MemberKindRow{MemberKind::max_value, "maxValue", MergeRule::replaces, true, ""},
    MemberKindRow{MemberKind::max_length, "maxLength", MergeRule::replaces, false, ""},
    MemberKindRow{MemberKind::condition, "condition", MergeRule::adds, false, ""},
    MemberKindRow{MemberKind::constraint, "constraint", MergeRule::explains, false, "key"},
    MemberKindRow{MemberKind::must_support, "mustSupport", MergeRule::replaces, false, ""},
    MemberKindRow{MemberKind::is_modifier, "isModifier", MergeRule::replaces, false, ""},
    MemberKindRow{MemberKind::is_modifier_reason, "isModifierReason", MergeRule::replaces, false, ""},
    MemberKindRow{MemberKind::is_summary, "isSummary", MergeRule::replaces, false, ""},
    MemberKindRow{MemberKind::binding, "binding", MergeRule::merges, false, ""},
    MemberKindRow{MemberKind::mapping, "mapping", MergeRule::adds, false, ""},
    MemberKindRow{MemberKind::other, "", MergeRule::replaces, false, ""},
};
static_assert([] {
    for (std::size_t i = 0; i < part_rows.size(); ++i) {
        if (static_cast<std::size_t>(part_rows[i].part) != i) {
            return false;
        }
    }
    return true;
}());

MemberKind part_of(std::string_view key) {
    key.remove_prefix(key.starts_with('_') ? 1 : 0);
    for (const MemberKindRow& row : part_rows) {
        if (row.key == key || (row.is_choice && key.starts_with(row.key))) {
            return row.part;
        }
    }
    return MemberKind::other;
}

std::string_view part_name(const Tree& tree, NodeId node, const MemberKindRow& row) {
    if (tree[node].is_object()) {
        const NodeId named = row.item_key.empty() ? no_node : tree.child(node, row.item_key);
        if (row.part == MemberKind::type) {
            return type_code(tree, node);
        }
        return named == no_node || tree[named].is_container() ? std::string_view() : tree.text(named);
    }
    return tree[node].is_container() ? std::string_view() : tree.text(node);
}

std::span<const MemberValue> kept(std::span<const MemberValue> items, base::Arena& arena) {
    MemberValue* out = arena.array<MemberValue>(items.size());
    std::ranges::copy(items, out);
    return {out, items.size()};
}

} // namespace

const MemberKindRow& row(MemberKind part) { return part_rows[static_cast<std::size_t>(part)]; }

ElementDraft::ElementDraft(const Tree& tree, NodeId definition, base::Arena& arena) {
    members_.reserve(tree[definition].count);
    for (const NodeId node : tree.children(definition)) {
        const std::string_view key = tree.key(node);
        if (key == "id" || key == "path" || key == "_path") {
            continue;
        }
        const MemberKind part = part_of(key);
        const auto item = [&](NodeId at) {
            return MemberValue{&tree, at, tree.raw(at), part_name(tree, at, profiles::row(part))};
        };
        const bool is_list = tree[node].is_array();
        if (is_list && tree[node].count == 0) { // no value
            continue;
        }
        const std::size_t count = is_list ? tree[node].count : 1;
        MemberValue* items = arena.array<MemberValue>(count);
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

const Member* ElementDraft::find(MemberKind part) const {
    const auto found = std::ranges::find(members_, part, &Member::part);
    return found == members_.end() ? nullptr : &*found;
}

std::span<const MemberValue> ElementDraft::items(MemberKind part) const {
    const Member* member = find(part);
    return member == nullptr || !member->is_list ? std::span<const MemberValue>() : member->items;
}

std::string_view ElementDraft::text(MemberKind part) const {
    const Member* member = find(part);
    return member == nullptr || member->is_list || member->key != profiles::row(part).key
               ? std::string_view()
               : member->items.front().name;
}

void ElementDraft::remove(MemberKind part) {
    std::erase_if(members_, [part](const Member& member) { return member.part == part; });
}

void ElementDraft::set(const Member& member) {
    remove(member.part);
    add(member);
}

void ElementDraft::add(const Member& member) {
    members_.insert(std::ranges::upper_bound(members_, member.part, {}, &Member::part), member);
}

void ElementDraft::set_text(MemberKind part, std::string_view text, base::Arena& arena) {
    std::string json;
    json::Writer(json).string(text);
    const MemberValue item{.json = arena.keep(json), .name = arena.keep(text)};
    set({part, false, profiles::row(part).key, kept({&item, 1}, arena)});
}

void ElementDraft::set_items(MemberKind part, std::span<const MemberValue> items, base::Arena& arena) {
    set({part, true, profiles::row(part).key, kept(items, arena)});
}

void ElementDraft::set_json(MemberKind part, std::string_view json, base::Arena& arena) {
    const std::string_view text = arena.keep(json);
    const MemberValue item{.json = text, .name = text};
    set({part, false, profiles::row(part).key, kept({&item, 1}, arena)});
}

void ElementDraft::write(json::Writer& out) const {
    const auto write_item = [&](const MemberValue& item) {
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

std::string_view type_profile(const MemberValue& type) {
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
