// What lies in the definitions file: plain rows that the builder (make_definitions) writes and the program
// looks into.
#pragma once

#include "gateway/core/base/blob.h"

#include <compare>
#include <cstdint>

namespace renkei::definitions {

constexpr std::uint32_t layout_version = 2;

// A type: one with a name of its own (Patient, Quantity, date) or the type of a backbone element, named by
// its path (Bundle.entry). Zero is no type.
struct TypeId {
    std::uint16_t value = 0;
    explicit operator bool() const { return value != 0; }
    auto operator<=>(const TypeId&) const = default;
};

// Zero is no value set.
struct ValueSetId {
    std::uint16_t value = 0;
    explicit operator bool() const { return value != 0; }
    auto operator<=>(const ValueSetId&) const = default;
};

enum class TypeKind : std::uint8_t { none, resource, complex, primitive, backbone };
enum class Strength : std::uint8_t { none, example, preferred, extensible, required };

// Each primitive type has its own lexical form. Named as in FHIR, so that tables read like the standard.
enum class Primitive : std::uint8_t {
    none,
    base64Binary,
    boolean,
    canonical,
    code,
    date,
    dateTime,
    decimal,
    id,
    instant,
    integer,
    markdown,
    oid,
    positiveInt,
    string,
    time,
    unsignedInt,
    uri,
    url,
    uuid,
    xhtml,
};

struct Type {
    base::Str name;
    std::uint32_t first_element = 0;
    std::uint16_t elements = 0;
    TypeId base; // Quantity of Age, DomainResource of Patient, BackboneElement of Bundle.entry
    TypeKind kind = TypeKind::none;
    Primitive primitive = Primitive::none;
    bool is_abstract = false;
    std::uint8_t unused = 0;
};

constexpr std::uint16_t unbounded = UINT16_MAX;

// A child of a type as it is named in JSON: value[x] appears once for each of its types, in the order of the
// definition.
struct Element {
    base::Str name{};   // "valueQuantity"
    base::Str choice{}; // "value" if this is one of the names of value[x], else empty
    std::uint32_t first_target = 0;
    std::uint16_t targets = 0;
    std::uint16_t order = 0; // place within the parent, from 0; the names of one choice share it
    TypeId parent{};         // the type that lists it
    TypeId type{};           // of the value; a content reference is already followed
    std::uint16_t min = 0;
    std::uint16_t max = 1; // `unbounded` is *
    ValueSetId value_set{};
    Strength strength = Strength::none;
    bool is_array = false;     // written as a JSON array
    bool is_primitive = false; // may have a sibling "_name"
    bool is_summary = false;
    bool is_modifier = false;
    bool is_xml_attribute = false;
    std::uint16_t name_id = 0; // of `name` in R4Definitions::names()

    bool is_choice() const { return !choice.empty(); }
};

struct ValueSet {
    base::Str url;
    std::uint32_t first_member = 0;
    std::uint32_t members = 0;
    std::uint32_t is_complete = 0; // 0: the list is only a part, so a code that is not in it may still belong
};

struct Member {
    base::Str code;
    std::uint32_t system = 0; // index into the code systems
};

struct CodeSystem {
    base::Str url;
    std::uint32_t first_concept = 0;
    std::uint32_t concepts = 0;
    std::uint32_t is_complete = 0;
};

struct Concept {
    base::Str code;
    base::Str display;
};

enum class DefinitionsSection : std::uint32_t {
    types = 1,        // by name
    elements,         // by type, in the order of the definition
    elements_by_name, // by type; numbers of elements, counted from the type's first
    targets,          // types that references point to
    value_sets,       // by URL
    members,          // by value set, code, system
    code_systems,     // by URL
    concepts,         // by code system, code
    name_slots,       // R4Definitions::names(): json::NameTable's three tables
    name_texts,
    name_bytes,
    plain_names, // of each name the one without a leading "_"
};

} // namespace renkei::definitions
