#include "gateway/fhir/packages/snapshot_gap.h"

#include "gateway/core/json/member.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>

namespace renkei::packages {
namespace {

using json::no_node;
using json::NodeId;
using json::Tree;

// What the members begin with that are rules: min, maxLength, fixedCode, patternCoding …
constexpr std::array<std::string_view, 8> rules{"min",  "max",     "fixed",      "pattern",
                                                "type", "binding", "constraint", "slicing"};

NodeId elements_of(const Tree& tree, NodeId definition, std::string_view view) {
    const NodeId holder = tree.child(definition, view);
    const NodeId list = holder == no_node ? no_node : tree.child(holder, "element");
    return list == no_node || !tree[list].is_array() ? no_node : list;
}

// The id of an element, or its path and the name of its slice. Publishers write the same element as
// value[x]:valueQuantity and as valueQuantity.
std::string name_of(const Tree& tree, NodeId element) {
    std::string out(scalar_text(tree, element, "id"));
    if (out.empty()) {
        out = scalar_text(tree, element, "path");
        const std::string_view slice = scalar_text(tree, element, "sliceName");
        out += slice.empty() ? "" : ":" + std::string(slice);
    }
    for (std::size_t at = out.find("[x]:"); at != std::string::npos; at = out.find("[x]:", at)) {
        const std::size_t step = out.rfind('.', at) + 1; // 0 of none
        const std::string choice = out.substr(step, at - step);
        if (out.compare(at + 4, choice.size(), choice) == 0) {
            out.erase(step, at + 4 - step);
            at = step;
        } else {
            at += 4;
        }
    }
    return out;
}

// The code of the only type of an element; empty: there is another number of types.
std::string only_type(const Tree& tree, NodeId element) {
    const NodeId types = tree[element].is_object() ? tree.child(element, "type") : no_node;
    const bool is_one = types != no_node && tree[types].is_array() && tree[types].count == 1;
    return is_one ? std::string(scalar_text(tree, tree.first_child(types), "code")) : std::string();
}

using Elements = std::unordered_map<std::string, NodeId>;

// By name. A choice that has one type left, and what is below it, is also known as valueQuantity.
Elements elements_by_name(const Tree& tree, NodeId list) {
    Elements out;
    std::string choice; // "Observation.value[x]"
    std::string of_type;
    for (const NodeId element : tree.children(list)) {
        const std::string name = name_of(tree, element);
        out.insert_or_assign(name, element); // also where another one has the name of a type
        if (std::string type = only_type(tree, element); name.ends_with("[x]") && !type.empty()) {
            type[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(type[0])));
            choice = name;
            of_type = name.substr(0, name.size() - 3) + type;
        }
        if (!choice.empty() && name.starts_with(choice)) {
            out.emplace(of_type + name.substr(choice.size()), element);
        }
    }
    return out;
}

// Numbers from 0; * and what is no number are above all.
std::uint32_t number(std::string_view text) {
    std::uint32_t out = std::numeric_limits<std::uint32_t>::max();
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

bool is_wider(const Tree& tree, NodeId snapshot, NodeId demand) {
    const std::string_view min = scalar_text(tree, demand, "min");
    const std::string_view max = scalar_text(tree, demand, "max");
    return (!min.empty() && number(scalar_text(tree, snapshot, "min")) < number(min)) ||
           (!max.empty() && number(scalar_text(tree, snapshot, "max")) > number(max));
}

bool lacks_a_rule(const Tree& tree, NodeId snapshot, NodeId demand) {
    return std::ranges::any_of(tree.children(demand), [&](NodeId member) {
        const std::string_view key = tree.key(member);
        const bool is_rule =
            std::ranges::any_of(rules, [&](std::string_view rule) { return key.starts_with(rule); });
        return is_rule && tree.child(snapshot, key) == no_node;
    });
}

} // namespace

NodeId first_not_in_snapshot(const Tree& tree, NodeId definition) {
    const NodeId published = elements_of(tree, definition, "snapshot");
    const NodeId demanded = elements_of(tree, definition, "differential");
    if (published == no_node || demanded == no_node) {
        return no_node;
    }
    const Elements known = elements_by_name(tree, published);
    for (const NodeId demand : tree.children(demanded)) {
        const auto found = known.find(name_of(tree, demand));
        if (found == known.end() || is_wider(tree, found->second, demand) ||
            lacks_a_rule(tree, found->second, demand)) {
            return demand;
        }
    }
    return no_node;
}

} // namespace renkei::packages
