// An item of a FHIRPath collection: a node of a FHIR document or a computed System value. Small and copied
// freely; owns nothing. Its texts and nodes belong to the tree, the expression or the evaluator that made it.
#pragma once

#include "gateway/core/base/decimal.h"
#include "gateway/core/json/tree.h"
#include "gateway/core/time/moment.h"
#include "gateway/fhir/definitions/r4_definitions.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace renkei::fhirpath {

using base::Decimal;
using base::Rounding;
using time::Boundary;
using time::Moment;
using time::Order;
using time::Precision;

enum class ItemKind : std::uint8_t {
    node, // FHIR
    boolean,
    integer,      // 32 bits
    long_integer, // 64 bits
    decimal,
    string,
    date,
    date_time,
    time,
    quantity,
    type_info, // what type() gives
};

// `unit` is a UCUM code, or the word of a calendar unit as written: "year", "years" …
struct Quantity {
    Decimal value;
    std::string_view unit;
    bool is_calendar = false;
};

class Item {
public:
    Item() // is_nothing()
        : digits_(0) {}

    // `value` is the node in the document; `sibling` the object at "_name" that a primitive may have. One of
    // them may be no_node. The type is zero where R4 does not know the element.
    static Item node(const json::Tree& tree, json::NodeId value, json::NodeId sibling,
                     definitions::TypeId type);
    static Item boolean(bool value);
    static Item integer(std::int64_t value);
    static Item long_integer(std::int64_t value);
    static Item decimal(const Decimal& value);
    static Item string(std::string_view value);
    static Item moment(ItemKind kind, const Moment& value); // date, date_time, time
    static Item quantity(const Quantity* value);
    static Item type_info(definitions::TypeId fhir_type);
    static Item type_info(ItemKind system_type);

    ItemKind kind() const { return kind_; }
    bool is_nothing() const { return kind_ == ItemKind::node && tree_ == nullptr; }
    bool is_node() const { return kind_ == ItemKind::node; }

    const json::Tree& tree() const { return *tree_; }
    json::NodeId value_node() const { return value_; }
    json::NodeId sibling() const { return sibling_; }
    // The node that says where the item stands: its value, else its sibling.
    json::NodeId place() const { return value_ != json::no_node ? value_ : sibling_; }
    definitions::TypeId type() const { return type_; } // of a node; of a type_info the type it names

    bool as_boolean() const { return whole_ != 0; }
    std::int64_t as_integer() const { return whole_; }
    Decimal as_decimal() const { return {.digits = digits_, .scale = scale_}; }
    std::string_view as_string() const { return {text_.data, text_.size}; }
    const Moment& as_moment() const { return moment_; }
    const Quantity& as_quantity() const { return *quantity_; }
    ItemKind system_type() const { return static_cast<ItemKind>(scale_); } // of a type_info without type()

private:
    struct Text {
        const char* data;
        std::size_t size;
    };
    template <class T>
    static Item made(ItemKind kind, T Item::*member, const std::type_identity_t<T>& value) {
        Item out;
        out.kind_ = kind;
        out.*member = value;
        return out;
    }

    union {
        base::Int128 digits_;
        std::int64_t whole_;
        const json::Tree* tree_;
        Text text_;
        Moment moment_;
        const Quantity* quantity_;
    };
    json::NodeId value_ = json::no_node;
    json::NodeId sibling_ = json::no_node;
    definitions::TypeId type_{};
    ItemKind kind_ = ItemKind::node;
    std::uint8_t scale_ = 0;
};
static_assert(sizeof(Item) == 32 && std::is_trivially_copyable_v<Item>);

inline bool is_whole(const Item& item) {
    return item.kind() == ItemKind::integer || item.kind() == ItemKind::long_integer;
}
inline bool is_number(const Item& item) { return is_whole(item) || item.kind() == ItemKind::decimal; }
inline Decimal decimal_of(const Item& item) { // of a number
    return item.kind() == ItemKind::decimal ? item.as_decimal() : Decimal::of(item.as_integer());
}

// A whole resource: the type is read from its resourceType.
Item resource_item(const definitions::R4Definitions& r4, const json::Tree& tree,
                   json::NodeId node = json::Tree::root);

// "Patient", "string", "Bundle.entry" of FHIR; "Boolean", "Quantity" of System.
std::string_view type_name(const Item& item, const definitions::R4Definitions& r4);
std::string_view type_namespace(const Item& item); // "FHIR", "System"
std::string_view name_of(ItemKind kind);           // of a System type

// For people: 'text' without quotes, 1.50, 2015-02, 4 'mg'; a complex node as its JSON.
std::string to_text(const Item& item);

} // namespace renkei::fhirpath
