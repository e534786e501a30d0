#include "gateway/profiles/constrain.h"

#include "gateway/profiles/read_structure.h"

#include <algorithm>
#include <array>

namespace renkei::profiles {
namespace {

using diag::Message;
using json::no_node;

// An extension built upon another has a URL of its own.

std::string shown(std::uint32_t number) {
    return number == unbounded ? "*" : std::to_string(number);
}

// The members of two objects; of those that both have, the second's.
std::string merged(const Item& base, const Item& wish) {
    std::string out;
    json::Writer writer(out);
    writer.start_object();
    const auto add = [&](const Item& from, const Item* but) {
        for (const json::NodeId member : from.tree->children(from.node)) {
            const std::string_view key = from.tree->key(member);
            if (but == nullptr || but->tree->child(but->node, key) == no_node) {
                writer.key(key).node(*from.tree, member);
            }
        }
    };
    add(base, &wish);
    add(wish, nullptr);
    writer.end_object();
    return out;
}

bool has_member(const Item& item, std::string_view key) {
    return item.tree != nullptr && item.tree->child(item.node, key) != no_node;
}
std::string_view member_text(const Item& item, std::string_view key) {
    return has_member(item, key) ? item.tree->text(item.tree->child(item.node, key)) : std::string_view();
}
bool is_object(const Item& item) {
    return item.tree != nullptr && (*item.tree)[item.node].is_object();
}

bool names_same(std::string_view type, std::string_view in_key) { // "uri" and fixedUri's "Uri"
    return type.size() == in_key.size() && !type.empty() && type.substr(1) == in_key.substr(1) &&
           (type[0] == in_key[0] || (type[0] >= 'a' && type[0] <= 'z' && type[0] - 'a' + 'A' == in_key[0]));
}

class Narrow {
public:
    Narrow(Draft& element, const Draft& wish, std::string_view id, const Constraining& with)
        : element_(element)
        , wish_(wish)
        , id_(id)
        , with_(with) {}

    void all() {
        cardinality();
        types();
        const Member* before = nullptr;
        for (const Member& member : wish_.members()) {
            if (before != nullptr && before->part == member.part) {
                beside(member);
            } else {
                one(member);
            }
            before = &member;
        }
    }

private:
    template <class... Text>
    void note(Message message, const Text&... args) {
        with_.notes.add(message, id_, args...);
    }

    std::optional<std::uint32_t> number(const Draft& draft, Part part) {
        if (!draft.has(part)) {
            return std::nullopt;
        }
        const std::string_view text = draft.text(part);
        const auto out = part == Part::min && text == "*" ? std::nullopt : read_max(text);
        if (!out) {
            note(Message::profile_number_bad, row(part).key, text);
        }
        return out;
    }

    void cardinality() {
        const std::uint32_t base_min = number(element_, Part::min).value_or(0);
        const std::uint32_t base_max = number(element_, Part::max).value_or(unbounded);
        const auto wish_min = number(wish_, Part::min);
        const auto wish_max = number(wish_, Part::max);
        const std::uint32_t min = wish_min.value_or(base_min);
        const std::uint32_t max = wish_max.value_or(base_max);
        if (min < base_min || max > base_max) {
            note(Message::profile_wider, shown(min) + ".." + shown(max),
                 shown(base_min) + ".." + shown(base_max));
        }
        if (wish_min && min >= base_min) {
            element_.set(*wish_.find(Part::min));
        }
        if (wish_max && max <= base_max) {
            element_.set(*wish_.find(Part::max));
        }
        const std::uint32_t least = std::max(min, base_min);
        const std::uint32_t most = std::min(max, base_max);
        if (least > most) {
            note(Message::profile_min_above_max, shown(least), shown(most));
        }
    }

    bool allows(std::span<const Item> base, std::string_view code) const {
        return std::ranges::any_of(base, [&](const Item& item) {
            const defs::TypeId type = with_.defs.type(code);
            const defs::TypeId of_base = with_.defs.type(item.name);
            return item.name == code || (type && of_base && with_.defs.is_a(type, of_base)) ||
                   (!type &&
                    (item.name == "Element" || item.name == "BackboneElement" || item.name == "Base"));
        });
    }

    void types() {
        const Member* wish = wish_.find(Part::type);
        if (wish == nullptr) {
            return;
        }
        const std::span<const Item> base = element_.items(Part::type);
        for (const Item& type : wish->items) {
            if (!base.empty() && !allows(base, type.name)) {
                note(Message::profile_type_other, type.name, names_of(base));
                return;
            }
        }
        element_.set(*wish);
    }

    void one(const Member& member) {
        switch (row(member.part).meeting) {
        case Meeting::apart:
            return;
        case Meeting::merges:
            object(member);
            return;
        case Meeting::fits:
            value(member);
            return;
        case Meeting::explains:
            add_items(element_, with_source(member), with_.arena);
            return;
        case Meeting::adds:
            add_items(element_, member, with_.arena);
            return;
        case Meeting::appends:
            text(member);
            return;
        case Meeting::replaces:
            element_.set(member);
            return;
        }
    }

    // "_short" beside "short"
    void beside(const Member& member) {
        if (row(member.part).meeting != Meeting::apart) {
            element_.add(member);
        }
    }

    void text(const Member& member) {
        const std::string_view said = wish_.text(member.part);
        if (!said.starts_with("...")) {
            element_.set(member);
            return;
        }
        element_.set_text(member.part,
                          std::string(element_.text(member.part)) + "\n" + std::string(said.substr(3)),
                          with_.arena);
    }

    static std::size_t strength(const Item& binding) {
        static constexpr std::array<std::string_view, 4> order{"example", "preferred", "extensible",
                                                               "required"};
        const auto found = std::ranges::find(order, member_text(binding, "strength"));
        return found == order.end() ? 0 : static_cast<std::size_t>(found - order.begin());
    }

    // slicing: what the differential leaves out stays; binding: only as long as the value set does.
    void object(const Member& member) {
        const Member* base = element_.find(member.part);
        const Item& wish = member.items.front();
        if (base == nullptr || !is_object(base->items.front()) || !is_object(wish)) {
            element_.set(member);
            return;
        }
        const Item& own = base->items.front();
        if (member.part == Part::binding && has_member(wish, "strength") && strength(wish) < strength(own)) {
            note(Message::profile_binding_weaker, member_text(wish, "strength"),
                 member_text(own, "strength"));
            return;
        }
        if (member.part == Part::binding && has_member(wish, "valueSet")) {
            element_.set(member);
            return;
        }
        element_.set_json(member.part, merged(own, wish), with_.arena);
    }

    void value(const Member& member) {
        std::string_view type = member.key;
        type.remove_prefix((type.starts_with('_') ? 1U : 0U) + row(member.part).key.size());
        const std::span<const Item> types = element_.items(Part::type);
        const bool fits =
            types.empty() || std::ranges::any_of(types, [&](const Item& item) {
                return names_same(item.name, type) || item.name == "Element"; // of a logical model
            });
        if (!fits) {
            note(Message::profile_fixed_type, member.key, names_of(types));
            return;
        }
        const Member* base = element_.find(member.part);
        const Item& wish = member.items.front();
        if (base != nullptr && base->key == member.key && !is_object(wish) &&
            base->items.front().name != wish.name) {
            note(Message::profile_fixed_other, wish.name, base->items.front().name);
        }
        element_.set(member);
    }

    Member with_source(const Member& member) {
        Item* items = with_.arena.array<Item>(member.items.size());
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
            writer.member("source", with_.source).end_object();
            items[i] = {.json = with_.arena.keep(json), .name = items[i].name};
        }
        return {member.part, member.is_list, member.key, {items, member.items.size()}};
    }

    Draft& element_;
    const Draft& wish_;
    std::string_view id_;
    const Constraining& with_;
};

} // namespace

void constrain(Draft& element, const Draft& wish, std::string_view id, const Constraining& with) {
    Narrow(element, wish, id, with).all();
}

void add_items(Draft& element, const Member& more, base::Arena& arena) {
    const auto own = element.items(more.part);
    std::vector<Item> all(own.begin(), own.end());
    const bool is_named = !row(more.part).item_key.empty();
    for (const Item& item : more.items) {
        const auto same = std::ranges::find_if(all, [&](const Item& it) {
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

std::string names_of(std::span<const Item> items) {
    std::string out;
    for (const Item& item : items) {
        out += out.empty() ? "" : ", ";
        out += item.name;
    }
    return out.empty() ? "-" : out;
}

} // namespace renkei::profiles
