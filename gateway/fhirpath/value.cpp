#include "gateway/fhirpath/value.h"

#include <array>

namespace renkei::fhirpath {

Item Item::node(const json::Tree& tree, json::NodeId value, json::NodeId sibling, defs::TypeId type) {
    Item out;
    out.tree_ = &tree;
    out.value_ = value;
    out.sibling_ = sibling;
    out.type_ = type;
    return out;
}

Item Item::boolean(bool value) {
    Item out;
    out.kind_ = Kind::boolean;
    out.whole_ = value ? 1 : 0;
    return out;
}

Item Item::integer(std::int64_t value) {
    Item out;
    out.kind_ = Kind::integer;
    out.whole_ = value;
    return out;
}

Item Item::long_integer(std::int64_t value) {
    Item out;
    out.kind_ = Kind::long_integer;
    out.whole_ = value;
    return out;
}

Item Item::decimal(const Decimal& value) {
    Item out;
    out.kind_ = Kind::decimal;
    out.digits_ = value.digits;
    out.scale_ = value.scale;
    return out;
}

Item Item::string(std::string_view value) {
    Item out;
    out.kind_ = Kind::string;
    out.text_ = {value.data(), value.size()};
    return out;
}

Item Item::moment(Kind kind, const Moment& value) {
    Item out;
    out.kind_ = kind;
    out.moment_ = value;
    return out;
}

Item Item::quantity(const Quantity* value) {
    Item out;
    out.kind_ = Kind::quantity;
    out.quantity_ = value;
    return out;
}

Item Item::type_info(defs::TypeId fhir_type) {
    Item out;
    out.kind_ = Kind::type_info;
    out.type_ = fhir_type;
    return out;
}

Item Item::type_info(Kind system_type) {
    Item out;
    out.kind_ = Kind::type_info;
    out.scale_ = static_cast<std::uint8_t>(system_type);
    return out;
}

Item resource_item(const defs::Defs& defs, const json::Tree& tree, json::NodeId node) {
    const json::NodeId name = tree.child(node, "resourceType");
    const bool is_text = name != json::no_node && tree[name].is_string();
    return Item::node(tree, node, json::no_node, is_text ? defs.type(tree.text(name)) : defs::TypeId{});
}

std::string_view name_of(Kind kind) {
    static constexpr std::array<std::string_view, 11> names = {"",        "Boolean",  "Integer", "Long",
                                                               "Decimal", "String",   "Date",    "DateTime",
                                                               "Time",    "Quantity", "TypeInfo"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view type_name(const Item& item, const defs::Defs& defs) {
    if (!item.is_node()) {
        return name_of(item.kind());
    }
    return item.type() ? defs.name(item.type()) : "Element";
}

std::string_view type_namespace(const Item& item) {
    return item.is_node() ? "FHIR" : "System";
}

std::string to_text(const Item& item) {
    switch (item.kind()) {
    case Kind::node:
        return item.is_nothing() || item.value_node() == json::no_node
                   ? std::string()
                   : std::string(item.tree().text(item.value_node()));
    case Kind::boolean:
        return item.as_boolean() ? "true" : "false";
    case Kind::integer:
    case Kind::long_integer:
        return std::to_string(item.as_integer());
    case Kind::decimal:
        return item.as_decimal().text();
    case Kind::string:
        return std::string(item.as_string());
    case Kind::date:
        return item.as_moment().date_text();
    case Kind::date_time:
        return item.as_moment().date_time_text();
    case Kind::time:
        return item.as_moment().time_text();
    case Kind::quantity: {
        const Quantity& it = item.as_quantity();
        return it.value.text() +
               (it.is_calendar ? " " + std::string(it.unit) : " '" + std::string(it.unit) + "'");
    }
    case Kind::type_info:
        return item.type() ? "FHIR type" : "System." + std::string(name_of(item.system_type()));
    }
    return {};
}

} // namespace renkei::fhirpath
