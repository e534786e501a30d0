// Converts nodes of a document to System values.
#include "gateway/core/json/member.h"
#include "gateway/fhir/fhirpath/machine.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace renkei::fhirpath {
namespace {

using definitions::Primitive;

// UCUM's units of time that are units of the calendar in a FHIR Quantity.
constexpr std::string_view calendar_codes[] = {"a", "mo", "d", "h", "min", "s"};
constexpr std::string_view calendar_units = "http://hl7.org/fhirpath/CodeSystem/calendar-units";

Item number_item(std::string_view text, bool is_whole) {
    std::int64_t whole = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (is_whole && read.ec == std::errc() && read.ptr == text.data() + text.size()) {
        return whole > INT32_MAX || whole < INT32_MIN ? Item::long_integer(whole) : Item::integer(whole);
    }
    const auto value = Decimal::parse(text);
    return value ? Item::decimal(*value) : Item();
}

Item moment(ItemKind kind, std::optional<Moment> value, std::string_view text) {
    return value ? Item::moment(kind, *value) : Item::string(text);
}

Item scalar(const json::Tree& tree, json::NodeId node, Primitive primitive) {
    const json::Node& it = tree[node];
    const std::string_view text = tree.text(node);
    if (it.is_boolean()) {
        return Item::boolean(it.kind == json::ValueKind::true_value);
    }
    if (it.is_number()) {
        return number_item(text, primitive != Primitive::decimal);
    }
    switch (primitive) {
    case Primitive::date: return moment(ItemKind::date, Moment::date(text), text);
    case Primitive::dateTime:
    case Primitive::instant: return moment(ItemKind::date_time, Moment::date_time(text), text);
    case Primitive::time: return moment(ItemKind::time, Moment::time(text), text);
    default: return Item::string(text);
    }
}

} // namespace

Item Machine::value_of(const Item& item) {
    if (!item.is_node() || item.is_nothing()) {
        return item;
    }
    const json::NodeId node = item.value_node();
    if (node == json::no_node) {
        return {};
    }
    return item.tree()[node].is_container() ? item : scalar(item.tree(), node, r4_.primitive(item.type()));
}

Item Machine::value_to_compare(const Item& item) {
    const Item value = value_of(item);
    return value.is_nothing() && is_large(item) ? item : value;
}

Item Machine::keep_quantity(const Quantity& quantity) {
    Quantity* kept = arena_.array<Quantity>(1);
    *kept = quantity;
    return Item::quantity(kept);
}

// R4's FHIRPath page, "Use of FHIR Quantity": the unit is the UCUM code; units of time are those of the
// calendar.
Item Machine::quantity_of(const Item& item) {
    switch (item.kind()) {
    case ItemKind::quantity: return item;
    case ItemKind::integer:
    case ItemKind::long_integer: return keep_quantity({.value = Decimal::of(item.as_integer()), .unit = "1"});
    case ItemKind::decimal: return keep_quantity({.value = item.as_decimal(), .unit = "1"});
    default: break;
    }
    static constexpr std::string_view quantity_type = "Quantity";
    if (!item.is_node() || item.value_node() == json::no_node ||
        !r4_.is_a(item.type(), r4_.type(quantity_type))) {
        return {};
    }
    const json::Tree& tree = item.tree();
    const auto value = Decimal::parse(json::scalar_text(tree, item.value_node(), "value"));
    const std::string_view system = json::scalar_text(tree, item.value_node(), "system");
    const std::string_view code = json::scalar_text(tree, item.value_node(), "code");
    const std::string_view unit = json::scalar_text(tree, item.value_node(), "unit");
    if (!value || tree.child(item.value_node(), "comparator") != json::no_node) {
        return {};
    }
    if (system == calendar_units) {
        return keep_quantity({.value = *value, .unit = code, .is_calendar = !calendar_unit(code).empty()});
    }
    if (system.empty() && code.empty() && unit.empty()) {
        return keep_quantity({.value = *value, .unit = "1"});
    }
    if (system != ucum::system_url || code.empty()) {
        return {};
    }
    const bool is_calendar = std::ranges::find(calendar_codes, code) != std::end(calendar_codes);
    return keep_quantity({.value = *value,
                          .unit = is_calendar ? calendar_of_definite(code) : code,
                          .is_calendar = is_calendar});
}

} // namespace renkei::fhirpath
