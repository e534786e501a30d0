// When two items are equal, and when they are equivalent.
#include "gateway/core/base/number.h"
#include "gateway/fhir/fhirpath/equivalent_text.h"
#include "gateway/fhir/fhirpath/machine.h"
#include "generated/messages/fhirpath.h"

#include <algorithm>

namespace renkei::fhirpath {
namespace {

bool is_calendar_moment(const Item& item) {
    return item.kind() == ItemKind::date || item.kind() == ItemKind::date_time;
}

TruthValue tri_of(Order order) {
    return order == Order::unknown ? TruthValue::unknown : truth_value(order == Order::equal);
}

// For equivalence a calendar year is as long as 'a', a month as 'mo'.
std::optional<ucum::Unit> definite_unit_of(const Quantity& quantity) {
    const std::string_view word = calendar_unit(quantity.unit);
    return ucum::Unit::parse(word.empty() ? quantity.unit : definite_unit(word));
}

bool equal_nodes(const json::Tree& a, json::NodeId left, const json::Tree& b, json::NodeId right,
                 bool is_loose, std::uint64_t& steps);

bool equal_members(const json::Tree& a, json::NodeId left, const json::Tree& b, json::NodeId right,
                   bool is_loose, std::uint64_t& steps) {
    if (a[left].count != b[right].count) {
        return false;
    }
    for (const json::NodeId child : a.children(left)) {
        const json::NodeId other = b.child(right, a.key(child));
        if (other == json::no_node || !equal_nodes(a, child, b, other, is_loose, steps)) {
            return false;
        }
    }
    return true;
}

bool equal_elements(const json::Tree& a, json::NodeId left, const json::Tree& b, json::NodeId right,
                    bool is_loose, std::uint64_t& steps) {
    if (a[left].count != b[right].count) {
        return false;
    }
    json::NodeId other = b.first_child(right);
    for (const json::NodeId child : a.children(left)) {
        if (!equal_nodes(a, child, b, other, is_loose, steps)) {
            return false;
        }
        other = b.next(other);
    }
    return true;
}

// Documents are at most as deep as the JSON reader allows.
bool equal_nodes(const json::Tree& a, json::NodeId left, const json::Tree& b, json::NodeId right,
                 bool is_loose, std::uint64_t& steps) {
    ++steps;
    const json::Node& first = a[left];
    const json::Node& second = b[right];
    if (first.kind != second.kind) {
        return false;
    }
    if (first.is_object()) {
        return equal_members(a, left, b, right, is_loose, steps);
    }
    if (first.is_array()) {
        return equal_elements(a, left, b, right, is_loose, steps);
    }
    if (first.is_number()) {
        const auto x = Decimal::parse(a.raw(left));
        const auto y = Decimal::parse(b.raw(right));
        return x && y ? *x == *y : base::compare_numbers(a.raw(left), b.raw(right)) == 0;
    }
    return is_loose && first.is_string() ? same_words(a.text(left), b.text(right))
                                         : a.text(left) == b.text(right);
}

bool equal_items(const Item& a, const Item& b, bool is_loose, std::uint64_t& steps) {
    if (&a.tree() == &b.tree() && a.value_node() == b.value_node() && a.sibling() == b.sibling()) {
        return true;
    }
    if (a.value_node() == json::no_node || b.value_node() == json::no_node) {
        return a.value_node() == b.value_node() &&
               equal_nodes(a.tree(), a.sibling(), b.tree(), b.sibling(), is_loose, steps);
    }
    return equal_nodes(a.tree(), a.value_node(), b.tree(), b.value_node(), is_loose, steps);
}

// The text of a number as JSON writes it; nothing for other items.
std::optional<std::string> number_text(const Item& item) {
    if (is_number(item)) {
        return decimal_of(item).text();
    }
    if (!item.is_node() || item.is_nothing() || item.value_node() == json::no_node ||
        !item.tree()[item.value_node()].is_number()) {
        return std::nullopt;
    }
    return std::string(item.tree().raw(item.value_node()));
}

std::string_view member_text(const Item& object, std::string_view name) {
    const json::NodeId node = object.tree().child(object.value_node(), name);
    return node == json::no_node || object.tree()[node].is_container() ? std::string_view()
                                                                       : object.tree().raw(node);
}

bool equivalent_numbers(const Decimal& a, const Decimal& b) {
    const Decimal left = without_trailing_zeros(a);
    const Decimal right = without_trailing_zeros(b);
    const int scale = std::min(left.scale, right.scale);
    return rounded(left, scale, Rounding::half_away) == rounded(right, scale, Rounding::half_away);
}

} // namespace

TruthValue Machine::equal_quantities(const Quantity& a, const Quantity& b) {
    if (a.unit == b.unit && a.is_calendar == b.is_calendar) {
        return truth_value(a.value == b.value);
    }
    const auto left = unit_of(a.unit);
    const auto right = unit_of(b.unit);
    return left && right && comparable(*left, *right)
               ? truth_value(ucum::compare(a.value, *left, b.value, *right) == 0)
               : TruthValue::unknown;
}

TruthValue Machine::equal_values(const Item& a, const Item& b) {
    if (a.kind() == b.kind()) {
        switch (a.kind()) {
        case ItemKind::string: return truth_value(a.as_string() == b.as_string());
        case ItemKind::boolean:
        case ItemKind::integer:
        case ItemKind::long_integer: return truth_value(a.as_integer() == b.as_integer());
        case ItemKind::decimal: return truth_value(a.as_decimal() == b.as_decimal());
        case ItemKind::date:
        case ItemKind::date_time:
        case ItemKind::time: return tri_of(compare(a.as_moment(), b.as_moment()));
        case ItemKind::quantity: return equal_quantities(a.as_quantity(), b.as_quantity());
        case ItemKind::type_info:
            return truth_value(a.type() == b.type() && a.system_type() == b.system_type());
        case ItemKind::node: break;
        }
    }
    if (is_number(a) && is_number(b)) {
        return truth_value(decimal_of(a) == decimal_of(b));
    }
    if (is_calendar_moment(a) && is_calendar_moment(b)) {
        return tri_of(compare(a.as_moment(), b.as_moment()));
    }
    if (a.kind() == ItemKind::quantity || b.kind() == ItemKind::quantity) {
        const Item left = quantity_of(a);
        const Item right = quantity_of(b);
        return left.is_nothing() || right.is_nothing()
                   ? TruthValue::no
                   : equal_quantities(left.as_quantity(), right.as_quantity());
    }
    return TruthValue::no;
}

TruthValue Machine::equal(const Item& a, const Item& b) {
    ++steps_;
    const Item left = value_of(a);
    const Item right = value_of(b);
    const bool is_left_whole = left.is_node() && !left.is_nothing();
    const bool is_right_whole = right.is_node() && !right.is_nothing();
    if (is_left_whole && is_right_whole) {
        const Item x = quantity_of(left);
        const Item y = x.is_nothing() ? x : quantity_of(right);
        if (!y.is_nothing()) {
            return equal_quantities(x.as_quantity(), y.as_quantity());
        }
    }
    if (a.is_node() && b.is_node() && (left.is_node() || right.is_node())) {
        return truth_value(equal_items(a, b, false, steps_));
    }
    return left.is_nothing() || right.is_nothing() ? TruthValue::no : equal_values(left, right);
}

TruthValue Machine::equal_collections(std::size_t a, std::size_t b, std::size_t end) {
    if (a == b || b == end) {
        return TruthValue::unknown;
    }
    if (b - a != end - b) {
        return TruthValue::no;
    }
    TruthValue out = TruthValue::yes;
    for (std::size_t n = 0; n < b - a; ++n) {
        const TruthValue each = equal(stack_[a + n], stack_[b + n]);
        if (each == TruthValue::no) {
            return each;
        }
        out = each == TruthValue::unknown ? each : out;
    }
    return out;
}

bool Machine::equivalent_values(const Item& a, const Item& b) {
    if (is_number(a) && is_number(b)) {
        return equivalent_numbers(decimal_of(a), decimal_of(b));
    }
    if (a.kind() == ItemKind::string && b.kind() == ItemKind::string) {
        return same_words(a.as_string(), b.as_string());
    }
    if (a.kind() == ItemKind::quantity || b.kind() == ItemKind::quantity) {
        const Item x = quantity_of(a);
        const Item y = quantity_of(b);
        if (x.is_nothing() || y.is_nothing()) {
            return false;
        }
        const auto left = definite_unit_of(x.as_quantity());
        const auto right = definite_unit_of(y.as_quantity());
        if (!left || !right || !comparable(*left, *right)) {
            return x.as_quantity().unit == y.as_quantity().unit &&
                   equivalent_numbers(x.as_quantity().value, y.as_quantity().value);
        }
        if (compare(x.as_quantity().value, *left, y.as_quantity().value, *right) == 0) {
            return true;
        }
        const auto converted = convert(y.as_quantity().value, *right, *left);
        return converted && equivalent_numbers(x.as_quantity().value, *converted);
    }
    return equal_values(a, b) == TruthValue::yes;
}

bool Machine::equivalent(const Item& a, const Item& b) {
    ++steps_;
    const Item left = value_of(a);
    const Item right = value_of(b);
    if (left.is_node() || right.is_node()) {
        const Item x = quantity_of(left);
        const Item y = quantity_of(right);
        if (!x.is_nothing() && !y.is_nothing()) { // FHIR's, too: 1 m and 100 cm
            return equivalent_values(x, y);
        }
        if (a.is_node() && b.is_node()) {
            return equal_items(a, b, true, steps_);
        }
    }
    return !left.is_nothing() && !right.is_nothing() && equivalent_values(left, right);
}

// Are the two collections equivalent, in any order?
bool Machine::equivalent_collections(std::size_t a, std::size_t b, std::size_t end) {
    if (b - a != end - b) {
        return false;
    }
    std::vector<bool> taken(end - b);
    for (std::size_t n = a; n < b; ++n) {
        std::size_t other = b;
        while (other < end && (taken[other - b] || !equivalent(stack_[n], stack_[other]))) {
            ++other;
        }
        if (other == end || steps_ > options_.max_steps) {
            return false;
        }
        taken[other - b] = true;
    }
    return true;
}

bool Machine::is_large(const Item& item) const {
    if (!item.is_node() || item.is_nothing() || item.value_node() == json::no_node) {
        return false;
    }
    const json::Node& it = item.tree()[item.value_node()];
    if (it.is_number()) {
        return !Decimal::parse(item.tree().raw(item.value_node()));
    }
    static constexpr std::string_view quantity_type = "Quantity";
    const json::NodeId value = it.is_object() && r4_.is_a(item.type(), r4_.type(quantity_type))
                                   ? item.tree().child(item.value_node(), "value")
                                   : json::no_node;
    return value != json::no_node && item.tree()[value].is_number() &&
           !Decimal::parse(item.tree().raw(value));
}

// Numbers are ordered by their texts, and so are quantities that have the same unit. Nothing is converted.
Order Machine::order_of_large(const Item& a, const Item& b) {
    const auto ordered = [](std::string_view left, std::string_view right) {
        const std::strong_ordering found = base::compare_numbers(left, right);
        return found < 0 ? Order::less : found > 0 ? Order::greater : Order::equal;
    };
    const auto left = number_text(a);
    const auto right = number_text(b);
    if (left && right) {
        return ordered(*left, *right);
    }
    const auto is_object = [](const Item& item) {
        return item.is_node() && !item.is_nothing() && item.value_node() != json::no_node &&
               item.tree()[item.value_node()].is_object();
    };
    if (!is_object(a) || !is_object(b)) {
        return Order::unknown;
    }
    for (const std::string_view name : {"system", "code", "unit"}) {
        if (member_text(a, name) != member_text(b, name)) {
            return Order::unknown;
        }
    }
    const std::string_view x = member_text(a, "value");
    const std::string_view y = member_text(b, "value");
    return x.empty() || y.empty() || !member_text(a, "comparator").empty() ||
                   !member_text(b, "comparator").empty()
               ? Order::unknown
               : ordered(x, y);
}

bool Machine::order(const Op& op, const Item& a, const Item& b, Order& out) {
    const auto given = [&](auto left, auto right) {
        out = left < right ? Order::less : left > right ? Order::greater : Order::equal;
        return true;
    };
    if (a.kind() == ItemKind::integer && b.kind() == ItemKind::integer) {
        return given(a.as_integer(), b.as_integer());
    }
    if (is_number(a) && is_number(b)) {
        return given(decimal_of(a), decimal_of(b));
    }
    if (a.kind() == ItemKind::string && b.kind() == ItemKind::string) {
        return given(a.as_string(), b.as_string());
    }
    if ((is_calendar_moment(a) && is_calendar_moment(b)) ||
        (a.kind() == ItemKind::time && b.kind() == ItemKind::time)) {
        out = compare(a.as_moment(), b.as_moment());
        return true;
    }
    const Item x = quantity_of(a);
    const Item y = quantity_of(b);
    if ((x.is_nothing() && is_large(a)) || (y.is_nothing() && is_large(b))) {
        out = order_of_large(a, b);
        return true;
    }
    if (x.is_nothing() || y.is_nothing()) {
        return fail(diag::message::fhirpath_operands, op,
                    {word_of(op), type_name(a, r4_), type_name(b, r4_)});
    }
    const auto left = unit_of(x.as_quantity().unit);
    const auto right = unit_of(y.as_quantity().unit);
    if (!left || !right || !comparable(*left, *right)) {
        out = Order::unknown;
        return true;
    }
    const auto found = ucum::compare(x.as_quantity().value, *left, y.as_quantity().value, *right);
    out = found < 0 ? Order::less : found > 0 ? Order::greater : Order::equal;
    return true;
}

} // namespace renkei::fhirpath
