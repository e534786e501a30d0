// Finding equal items among many.
#include "gateway/core/base/text_hash.h"
#include "gateway/fhir/fhirpath/machine.h"

namespace renkei::fhirpath {
namespace {

constexpr std::size_t few = 12; // up to here comparing all pairs is faster

std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 31U)) * 0x9E3779B97F4A7C15U;
    return value ^ (value >> 29U);
}

std::uint64_t hash_text(std::string_view text) { return base::TextHash{}(text); }

std::uint64_t hash_number(const Decimal& value) {
    const Decimal plain = without_trailing_zeros(value);
    return mixed(static_cast<std::uint64_t>(plain.digits) * 31 + plain.scale);
}

// The order of an object's members does not count.
std::uint64_t hash_node(const json::Tree& tree, json::NodeId node, std::uint64_t& steps) {
    ++steps;
    const json::Node& it = tree[node];
    if (!it.is_container()) {
        if (!it.is_number()) {
            return hash_text(tree.text(node));
        }
        const auto number = Decimal::parse(tree.raw(node));
        return number ? hash_number(*number) : 7; // 1e30 is 10e29
    }
    std::uint64_t out = it.count;
    for (const json::NodeId child : tree.children(node)) {
        const std::uint64_t key = it.is_object() ? hash_text(tree.key(child)) : tree.index(child);
        out += mixed(key ^ hash_node(tree, child, steps));
    }
    return mixed(out);
}

} // namespace

// Items that may be equal in more ways than one (moments in different zones, quantities in different units)
// share one hash.
std::uint64_t Machine::hash(const Item& item) {
    const Item value = value_of(item);
    switch (value.kind()) {
    case ItemKind::boolean: return mixed(value.as_boolean() ? 1 : 2);
    case ItemKind::integer:
    case ItemKind::long_integer: return hash_number(Decimal::of(value.as_integer()));
    case ItemKind::decimal: return hash_number(value.as_decimal());
    case ItemKind::string: return hash_text(value.as_string());
    case ItemKind::date:
    case ItemKind::date_time: return 3;
    case ItemKind::time: return 4;
    case ItemKind::quantity:
    case ItemKind::type_info: return 5;
    case ItemKind::node: break;
    }
    if (value.is_nothing()) {
        return item.is_nothing() || item.sibling() == json::no_node
                   ? 6
                   : hash_node(item.tree(), item.sibling(), steps_);
    }
    return quantity_of(value).is_nothing() ? hash_node(value.tree(), value.value_node(), steps_) : 5;
}

bool Machine::contains(std::size_t first, std::size_t last, const Item& item) {
    for (std::size_t at = first; at < last; ++at) {
        if (same(stack_[at], item)) {
            return true;
        }
    }
    return false;
}

bool Machine::distinct(std::size_t mark, const Op& op) {
    const std::size_t count = stack_.size() - mark;
    if (count < 2) {
        return true;
    }
    std::size_t kept = mark;
    if (count <= few) {
        for (std::size_t at = mark; at < mark + count; ++at) {
            if (!contains(mark, kept, stack_[at])) {
                stack_[kept++] = stack_[at];
            }
        }
        truncate(kept);
        return spend(count, op);
    }
    constexpr std::uint32_t nothing = UINT32_MAX;
    constexpr std::uint64_t steps_of_comparison = 8;
    std::size_t size = 64;
    while (size < count * 2) {
        size *= 2;
    }
    slots_.assign(size, nothing);
    for (std::size_t at = mark; at < mark + count; ++at) {
        const Item item = stack_[at];
        std::size_t slot = hash(item) & (size - 1);
        while (slots_[slot] != nothing && !same(stack_[slots_[slot]], item)) {
            slot = (slot + 1) & (size - 1);
            if (!spend(steps_of_comparison, op)) { // many values may share a hash
                return false;
            }
        }
        if (!spend(1, op)) {
            return false;
        }
        if (slots_[slot] == nothing) {
            slots_[slot] = static_cast<std::uint32_t>(kept);
            stack_[kept++] = item;
        }
    }
    truncate(kept);
    return true;
}

} // namespace renkei::fhirpath
