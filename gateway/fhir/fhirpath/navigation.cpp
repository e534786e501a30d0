#include "gateway/fhir/fhirpath/navigation.h"

#include <algorithm>
#include <bit>

namespace renkei::fhirpath {

Navigation::Navigation(const definitions::R4Definitions& r4)
    : r4_(r4),
      resource_(r4.type("Resource")),
      domain_resource_(r4.type("DomainResource")),
      resource_type_(r4.names().find("resourceType")),
      siblings_(r4.names().size(), json::no_name),
      known_(std::make_unique<std::array<Row, rows>>()) {
    for (json::NameId name = 0; name < siblings_.size(); ++name) {
        if (r4.plain(name) != name) {
            siblings_[r4.plain(name)] = name;
        }
    }
}

Navigation::Found Navigation::find_slowly(const definitions::R4Definitions& r4, definitions::TypeId type,
                                          const Step& step) {
    if (step.name == json::no_name && step.choice == nullptr) {
        return {};
    }
    if (step.name != json::no_name) {
        const definitions::Element* element = r4.find(type, step.name);
        if (element != nullptr && !element->is_choice()) {
            return {element, 1};
        }
    }
    Found out;
    for (const definitions::Element& element : r4.elements(type)) {
        if (element.is_choice() && r4.choice(element) == step.text) {
            out.first = out.first == nullptr ? &element : out.first;
            ++out.count;
        }
    }
    return out;
}

// A row's key has the type in its upper bits, below them a NameId or the address of a choice's element.
Navigation::Found Navigation::find(definitions::TypeId type, const Step& step) {
    if (step.name == json::no_name && step.choice == nullptr) {
        return {};
    }
    const std::uint64_t name = step.name != json::no_name
                                   ? step.name
                                   : std::bit_cast<std::uintptr_t>(step.choice) & 0xFFFF'FFFF'FFFFU;
    const std::uint64_t key = (std::uint64_t{type.value} << 48U) | name;
    Row& row = (*known_)[((key ^ (key >> 20U)) * 0x9E3779B97F4A7C15U) >> 52U];
    if (row.key != key) {
        row = {key, find_slowly(r4_, type, step)};
    }
    return row.found;
}

// Finds the element of a name as written in JSON. Uses the same rows as find(); bit 17 marks these keys.
const definitions::Element* Navigation::find_named(definitions::TypeId type, json::NameId name) {
    const std::uint64_t key = (std::uint64_t{type.value} << 48U) | 0x20000U | name;
    Row& row = (*known_)[((key ^ (key >> 20U)) * 0x9E3779B97F4A7C15U) >> 52U];
    if (row.key != key) {
        const definitions::Element* element = r4_.find(type, name);
        row = {key, {element, std::uint16_t{1}}};
    }
    return row.found.first;
}

json::NodeId Navigation::object_of(const Item& item) {
    const json::NodeId node = item.value_node() != json::no_node && item.tree()[item.value_node()].is_object()
                                  ? item.value_node()
                                  : item.sibling();
    return node != json::no_node && item.tree()[node].is_object() ? node : json::no_node;
}

Item Navigation::item_of(const json::Tree& tree, Pair pair, definitions::TypeId type) const {
    if ((type == resource_ || type == domain_resource_) && pair.value != json::no_node) {
        const json::NodeId name = tree.child(pair.value, resource_type_);
        const definitions::TypeId found =
            name == json::no_node ? definitions::TypeId{} : r4_.type(tree.text(name));
        type = found ? found : type;
    }
    return Item::node(tree, pair.value, pair.sibling, type);
}

template <class Visit>
bool Navigation::each_element(const json::Tree& tree, Pair pair, definitions::TypeId type,
                              Visit visit) const {
    const auto first = [&](json::NodeId array) {
        return array == json::no_node || !tree[array].is_array() ? json::no_node : tree.first_child(array);
    };
    const auto present = [&](json::NodeId node) {
        return node == json::no_node || tree[node].is_null() ? json::no_node : node;
    };
    json::NodeId value = first(pair.value);
    json::NodeId sibling = first(pair.sibling);
    while (value != json::no_node || sibling != json::no_node) {
        const Pair each{present(value), present(sibling)};
        const bool is_seen =
            each.value != json::no_node || (each.sibling != json::no_node && sees_valueless_);
        if (is_seen && !visit(item_of(tree, each, type))) {
            return false;
        }
        value = value == json::no_node ? value : tree.next(value);
        sibling = sibling == json::no_node ? sibling : tree.next(sibling);
    }
    return true;
}

template <class Visit>
bool Navigation::each_value(const json::Tree& tree, Pair pair, definitions::TypeId type, Visit visit) const {
    if (pair.value != json::no_node && tree[pair.value].is_null()) {
        pair.value = json::no_node;
    }
    const json::NodeId place = pair.value != json::no_node || !sees_valueless_ ? pair.value : pair.sibling;
    if (place == json::no_node) {
        return true;
    }
    return tree[place].is_array() ? each_element(tree, pair, type, visit) : visit(item_of(tree, pair, type));
}

bool Navigation::is_there(const json::Tree& tree, Pair pair) const {
    const auto is_any = [&](json::NodeId node) { return node != json::no_node && !tree[node].is_null(); };
    const json::NodeId place = is_any(pair.value) || !sees_valueless_ ? pair.value : pair.sibling;
    if (place == json::no_node || !tree[place].is_array()) {
        return place != json::no_node;
    }
    const auto has_any = [&](json::NodeId array) {
        return array != json::no_node && tree[array].is_array() &&
               std::ranges::any_of(tree.children(array), is_any);
    };
    return has_any(pair.value) || (sees_valueless_ && has_any(pair.sibling));
}

Navigation::Member Navigation::chosen(const json::Tree& tree, json::NodeId object, definitions::TypeId type,
                                      Found found) {
    Pair pair;
    const definitions::Element* chosen = nullptr;
    for (const json::NodeId child : tree.children(object)) {
        const json::NameId name = tree[child].name;
        if (name >= siblings_.size()) {
            continue;
        }
        const definitions::Element* element = find_named(type, r4_.plain(name));
        if (element == nullptr || element < found.first || element >= found.first + found.count ||
            (chosen != nullptr && chosen != element)) {
            continue;
        }
        chosen = element;
        (r4_.plain(name) == name ? pair.value : pair.sibling) = child;
    }
    return {pair, chosen == nullptr ? definitions::TypeId{} : chosen->type};
}

Navigation::Member Navigation::member(const Item& item, const Step& step) {
    const json::NodeId object = object_of(item);
    if (object == json::no_node) {
        return {};
    }
    const json::Tree& tree = item.tree();
    if (!item.type()) { // R4 does not know the type, so names are those of JSON
        return {{.value = tree.child(object, step.text)}};
    }
    const Found found = find(item.type(), step);
    if (found.count == 0) {
        return {};
    }
    if (found.first->is_choice()) {
        return chosen(tree, object, item.type(), found);
    }
    const definitions::Element& element = *found.first;
    const json::NameId beside = element.is_primitive ? sibling_of(element.name_id) : json::no_name;
    Pair pair;
    for (const json::NodeId child : tree.children(object)) {
        const json::NameId name = tree[child].name;
        if (name == element.name_id) {
            pair.value = child;
            if (beside == json::no_name) {
                break;
            }
        } else if (name == beside && name != json::no_name) {
            pair.sibling = child;
        }
    }
    return {pair, element.type};
}

template <class Visit>
bool Navigation::each_member(const Item& item, const Step& step, Visit visit) {
    const Member found = member(item, step);
    return (found.pair.value == json::no_node && found.pair.sibling == json::no_node) ||
           each_value(item.tree(), found.pair, found.type, visit);
}

template <class Visit>
bool Navigation::each_child(const Item& item, Visit visit) {
    const json::NodeId object = object_of(item);
    if (object == json::no_node) {
        return true;
    }
    const json::Tree& tree = item.tree();
    bool has_siblings = false;
    for (const json::NodeId child : tree.children(object)) {
        has_siblings = has_siblings || is_sibling_name(tree[child].name);
    }
    for (const json::NodeId child : tree.children(object)) {
        const json::NameId name = tree[child].name;
        if (name == resource_type_) {
            continue;
        }
        Pair pair{.value = child};
        definitions::TypeId type;
        if (name < siblings_.size()) {
            const json::NameId plain = r4_.plain(name);
            if (plain != name) {
                if (tree.child(object, plain) != json::no_node) {
                    continue; // this sibling is pushed together with its value
                }
                pair = {.sibling = child};
            } else if (has_siblings && siblings_[name] != json::no_name) {
                pair.sibling = tree.child(object, siblings_[name]);
            }
            const definitions::Element* element = item.type() ? find_named(item.type(), plain) : nullptr;
            type = element == nullptr ? type : element->type;
        }
        if (!each_value(tree, pair, type, visit)) {
            return false;
        }
    }
    return true;
}

void Navigation::push_member(const Item& item, const Step& step, std::vector<Item>& out) {
    each_member(item, step, [&](const Item& child) {
        out.push_back(child);
        return true;
    });
}

bool Navigation::has_member(const Item& item, const Step& step) {
    const Pair pair = member(item, step).pair;
    return (pair.value != json::no_node || pair.sibling != json::no_node) && is_there(item.tree(), pair);
}

std::size_t Navigation::count_member(const Item& item, const Step& step) {
    std::size_t count = 0;
    each_member(item, step, [&](const Item&) { return ++count != 0; });
    return count;
}

void Navigation::push_children(const Item& item, std::vector<Item>& out) {
    each_child(item, [&](const Item& child) {
        out.push_back(child);
        return true;
    });
}

std::size_t Navigation::count_children(const Item& item) {
    std::size_t count = 0;
    each_child(item, [&](const Item&) { return ++count != 0; });
    return count;
}

// Has the item a member that is exactly one child by itself, and not one of the children that the step finds?
bool Navigation::has_plain_child_beside(const Item& item, const Step& step) {
    const json::NodeId object = object_of(item);
    if (object == json::no_node || !item.type() || step.name == json::no_name) {
        return false;
    }
    const Found found = find(item.type(), step);
    if (found.count > 0 && found.first->is_choice()) {
        return false;
    }
    const json::Tree& tree = item.tree();
    for (const json::NodeId child : tree.children(object)) {
        const json::Node& node = tree[child];
        if (node.name != step.name && node.name != resource_type_ && node.name < siblings_.size() &&
            r4_.plain(node.name) == node.name && !node.is_array() && !node.is_null()) {
            return true;
        }
    }
    return false;
}

bool Navigation::has_children_beside(const Item& item, const Step& step) {
    return has_plain_child_beside(item, step) || count_children(item) > count_member(item, step);
}

std::size_t Navigation::push_path(const Item& item, std::span<const std::uint16_t> path,
                                  const Program& program, std::vector<Item>& out) {
    std::size_t steps = 1;
    each_member(item, program.steps[path.front()], [&](const Item& child) {
        ++steps;
        if (path.size() == 1) {
            out.push_back(child);
        } else {
            steps += push_path(child, path.subspan(1), program, out);
        }
        return true;
    });
    return steps;
}

bool Navigation::has_path(const Item& item, std::span<const std::uint16_t> path, const Program& program) {
    if (path.empty()) {
        return true;
    }
    const Step& step = program.steps[path.front()];
    return path.size() == 1 ? has_member(item, step) : !each_member(item, step, [&](const Item& child) {
        return !has_path(child, path.subspan(1), program);
    });
}

} // namespace renkei::fhirpath
