#include "gateway/fhir/profiles/constrain.h"

#include "gateway/fhir/profiles/read_structure.h"
#include "generated/messages/profiles.h"

#include <algorithm>
#include <array>

namespace renkei::profiles {
namespace {

std::string shown(std::uint32_t number) { return number == unbounded ? "*" : std::to_string(number); }

// An object with the members of both; if both have a member, that of `change` counts.
std::string merged(const MemberValue& base, const MemberValue& change) {
    std::string out;
    json::Writer writer(out);
    writer.start_object();
    const auto add = [&](const MemberValue& from, const MemberValue* but) {
        for (const json::NodeId member : from.tree->children(from.node)) {
            const std::string_view key = from.tree->key(member);
            if (but == nullptr || but->tree->child(but->node, key) == no_node) {
                writer.key(key).node(*from.tree, member);
            }
        }
    };
    add(base, &change);
    add(change, nullptr);
    writer.end_object();
    return out;
}

bool has_member(const MemberValue& item, std::string_view key) {
    return item.tree != nullptr && item.tree->child(item.node, key) != no_node;
}
std::string_view member_text(const MemberValue& item, std::string_view key) {
    return has_member(item, key) ? item.tree->text(item.tree->child(item.node, key)) : std::string_view();
}
bool is_object(const MemberValue& item) {
    return item.tree != nullptr && (*item.tree)[item.node].is_object();
}

bool names_same(std::string_view type, std::string_view in_key) { // "uri" and fixedUri's "Uri"
    return type.size() == in_key.size() && !type.empty() && type.substr(1) == in_key.substr(1) &&
           (type[0] == in_key[0] || (type[0] >= 'a' && type[0] <= 'z' && type[0] - 'a' + 'A' == in_key[0]));
}

struct Narrow {
    ElementDraft& element;
    const ElementDraft& wish;
    std::string_view id;
    const ConstrainContext& with;

    void all() {
        cardinality();
        types();
        const Member* before = nullptr;
        for (const Member& member : wish.members()) {
            if (before != nullptr && before->part == member.part) {
                beside(member);
            } else {
                one(member);
            }
            before = &member;
        }
    }

    template <class... Text>
    void note(Message message, const Text&... args) {
        with.notes.add(message, id, args...);
    }

    std::optional<std::uint32_t> number(const ElementDraft& draft, MemberKind part) {
        if (!draft.has(part)) {
            return std::nullopt;
        }
        const std::string_view text = draft.text(part);
        const auto out = part == MemberKind::min && text == "*" ? std::nullopt : read_max(text);
        if (!out) {
            note(message::profile_number_bad, row(part).key, text);
        }
        return out;
    }

    void cardinality() {
        const std::uint32_t base_min = number(element, MemberKind::min).value_or(0);
        const std::uint32_t base_max = number(element, MemberKind::max).value_or(unbounded);
        const auto wish_min = number(wish, MemberKind::min);
        const auto wish_max = number(wish, MemberKind::max);
        const std::uint32_t min = wish_min.value_or(base_min);
        const std::uint32_t max = wish_max.value_or(base_max);
        if (min < base_min || max > base_max) {
            note(message::profile_wider, shown(min) + ".." + shown(max),
                 shown(base_min) + ".." + shown(base_max));
        }
        if (wish_min && min >= base_min) {
            element.set(*wish.find(MemberKind::min));
        }
        if (wish_max && max <= base_max) {
            element.set(*wish.find(MemberKind::max));
        }
        const std::uint32_t least = std::max(min, base_min);
        const std::uint32_t most = std::min(max, base_max);
        if (least > most) {
            note(message::profile_min_above_max, shown(least), shown(most));
        }
    }

    bool allows(std::span<const MemberValue> base, std::string_view code) const {
        return std::ranges::any_of(base, [&](const MemberValue& item) {
            const definitions::TypeId type = with.r4.type(code);
            const definitions::TypeId of_base = with.r4.type(item.name);
            return item.name == code || (type && of_base && with.r4.is_a(type, of_base)) ||
                   (!type &&
                    (item.name == "Element" || item.name == "BackboneElement" || item.name == "Base"));
        });
    }

    void types() {
        const Member* change = wish.find(MemberKind::type);
        if (change == nullptr) {
            return;
        }
        const std::span<const MemberValue> base = element.items(MemberKind::type);
        for (const MemberValue& type : change->items) {
            if (!base.empty() && !allows(base, type.name)) {
                note(message::profile_type_other, type.name, names_of(base));
                return;
            }
        }
        element.set(*change);
    }

    void one(const Member& member) {
        switch (row(member.part).meeting) {
        case MergeRule::apart: return;
        case MergeRule::merges: object(member); return;
        case MergeRule::fits: value(member); return;
        case MergeRule::explains: add_items(element, with_source(member), with.arena); return;
        case MergeRule::adds: add_items(element, member, with.arena); return;
        case MergeRule::appends: text(member); return;
        case MergeRule::replaces: element.set(member); return;
        }
    }

    // "_short" beside "short"
    void beside(const Member& member) {
        if (row(member.part).meeting != MergeRule::apart) {
            element.add(member);
        }
    }

    void text(const Member& member) {
        const std::string_view said = wish.text(member.part);
        if (!said.starts_with("...")) {
            element.set(member);
            return;
        }
        element.set_text(member.part,
                         std::string(element.text(member.part)) + "\n" + std::string(said.substr(3)),
                         with.arena);
    }

    static std::size_t strength(const MemberValue& binding) {
        static constexpr std::array<std::string_view, 4> order{"example", "preferred", "extensible",
                                                               "required"};
        const auto found = std::ranges::find(order, member_text(binding, "strength"));
        return static_cast<std::size_t>(found - order.begin()); // an unknown one: check_structure()
    }

    // Members that the differential leaves out keep the base's value: in a slicing always, in a binding only
    // if the value set does not change.
    void object(const Member& member) {
        const Member* base = element.find(member.part);
        const MemberValue& change = member.items.front();
        if (base == nullptr || !is_object(base->items.front()) || !is_object(change)) {
            element.set(member);
            return;
        }
        const MemberValue& own = base->items.front();
        if (member.part == MemberKind::binding && has_member(change, "strength") &&
            strength(change) < strength(own)) {
            note(message::profile_binding_weaker, member_text(change, "strength"),
                 member_text(own, "strength"));
            return;
        }
        if (member.part == MemberKind::binding && has_member(change, "valueSet")) {
            element.set(member);
            return;
        }
        element.set_json(member.part, merged(own, change), with.arena);
    }

    void value(const Member& member) {
        std::string_view type = member.key;
        type.remove_prefix((type.starts_with('_') ? 1U : 0U) + row(member.part).key.size());
        const std::span<const MemberValue> types = element.items(MemberKind::type);
        const bool fits =
            types.empty() || std::ranges::any_of(types, [&](const MemberValue& item) {
                return names_same(item.name, type) || item.name == "Element"; // of a logical model
            });
        if (!fits) {
            note(message::profile_fixed_type, member.key, names_of(types));
            return;
        }
        const Member* base = element.find(member.part);
        const MemberValue& change = member.items.front();
        if (base != nullptr && base->key == member.key && !is_object(change) &&
            base->items.front().name != change.name) {
            note(message::profile_fixed_other, change.name, base->items.front().name);
        }
        element.set(member);
    }

    Member with_source(const Member& member) {
        MemberValue* items = with.arena.array<MemberValue>(member.items.size());
        for (std::size_t i = 0; i < member.items.size(); ++i) {
            items[i] = member.items[i];
            if (!is_object(items[i]) || has_member(items[i], "source")) {
                continue;
            }
            std::string json;
            json::Writer writer(json);
            writer.start_object();
            for (const json::NodeId node : items[i].tree->children(items[i].node)) {
                writer.key(items[i].tree->key(node)).node(*items[i].tree, node);
            }
            writer.member("source", with.source).end_object();
            items[i] = {.json = with.arena.keep(json), .name = items[i].name};
        }
        return {member.part, member.is_list, member.key, {items, member.items.size()}};
    }
};

} // namespace

void constrain(ElementDraft& element, const ElementDraft& change, std::string_view id,
               const ConstrainContext& with) {
    Narrow{element, change, id, with}.all();
}

void add_items(ElementDraft& element, const Member& more, base::Arena& arena) {
    const auto own = element.items(more.part);
    std::vector<MemberValue> all(own.begin(), own.end());
    const bool is_named = !row(more.part).item_key.empty();
    for (const MemberValue& item : more.items) {
        const auto same = std::ranges::find_if(all, [&](const MemberValue& it) {
            return is_named && !item.name.empty() ? it.name == item.name : it.json == item.json;
        });
        if (same == all.end()) {
            all.push_back(item);
        } else {
            *same = item;
        }
    }
    element.set_items(more.part, all, arena);
}

std::string names_of(std::span<const MemberValue> items) {
    std::string out;
    for (const MemberValue& item : items) {
        out += out.empty() ? "" : ", ";
        out += item.name;
    }
    return out.empty() ? "-" : out;
}

} // namespace renkei::profiles
