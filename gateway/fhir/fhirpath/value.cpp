#include "gateway/fhir/fhirpath/value.h"

#include <array>

namespace renkei::fhirpath {

Item Item::node(const json::Tree& tree, json::NodeId value, json::NodeId sibling, definitions::TypeId type) {
    Item out;
    out.tree_ = &tree;
    out.value_ = value;
    out.sibling_ = sibling;
    out.type_ = type;
    return out;
}

Item Item::decimal(const Decimal& value) {
    Item out;
    out.kind_ = ItemKind::decimal;
    out.digits_ = value.digits;
    out.scale_ = value.scale;
    return out;
}

Item Item::boolean(bool value) { return made(ItemKind::boolean, &Item::whole_, std::int64_t{value}); }
Item Item::integer(std::int64_t value) { return made(ItemKind::integer, &Item::whole_, value); }
Item Item::long_integer(std::int64_t value) { return made(ItemKind::long_integer, &Item::whole_, value); }
Item Item::string(std::string_view value) {
    return made(ItemKind::string, &Item::text_, {value.data(), value.size()});
}
Item Item::moment(ItemKind kind, const Moment& value) { return made(kind, &Item::moment_, value); }
Item Item::quantity(const Quantity* value) { return made(ItemKind::quantity, &Item::quantity_, value); }
Item Item::type_info(definitions::TypeId fhir_type) {
    return made(ItemKind::type_info, &Item::type_, fhir_type);
}
Item Item::type_info(ItemKind system_type) {
    return made(ItemKind::type_info, &Item::scale_, static_cast<std::uint8_t>(system_type));
}

Item resource_item(const definitions::R4Definitions& r4, const json::Tree& tree, json::NodeId node) {
    const json::NodeId name = tree.child(node, "resourceType");
    const bool is_text = name != json::no_node && tree[name].is_string();
    return Item::node(tree, node, json::no_node, is_text ? r4.type(tree.text(name)) : definitions::TypeId{});
}

std::string_view name_of(ItemKind kind) {
    static constexpr std::array<std::string_view, 11> names = {"",        "Boolean",  "Integer", "Long",
                                                               "Decimal", "String",   "Date",    "DateTime",
                                                               "Time",    "Quantity", "TypeInfo"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view type_name(const Item& item, const definitions::R4Definitions& r4) {
    if (!item.is_node()) {
        return name_of(item.kind());
    }
    return item.type() ? r4.name(item.type()) : "Element";
}

std::string_view type_namespace(const Item& item) { return item.is_node() ? "FHIR" : "System"; }

std::string to_text(const Item& item) {
    switch (item.kind()) {
    case ItemKind::node:
        return item.is_nothing() || item.value_node() == json::no_node
                   ? std::string()
                   : std::string(item.tree().text(item.value_node()));
    case ItemKind::boolean: return item.as_boolean() ? "true" : "false";
    case ItemKind::integer:
    case ItemKind::long_integer: return std::to_string(item.as_integer());
    case ItemKind::decimal: return item.as_decimal().text();
    case ItemKind::string: return std::string(item.as_string());
    case ItemKind::date: return item.as_moment().date_text();
    case ItemKind::date_time: return item.as_moment().date_time_text();
    case ItemKind::time: return item.as_moment().time_text();
    case ItemKind::quantity: {
        const Quantity& it = item.as_quantity();
        return it.value.text() +
               (it.is_calendar ? " " + std::string(it.unit) : " '" + std::string(it.unit) + "'");
    }
    case ItemKind::type_info:
        return item.type() ? "FHIR type" : "System." + std::string(name_of(item.system_type()));
    }
    return {};
}

} // namespace renkei::fhirpath
