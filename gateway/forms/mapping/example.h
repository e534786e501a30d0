// A mapping while it is being loaded: the example bundle with holes, entry by entry, before it is compiled to
// a plan.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/mapping/codec.h"
#include "gateway/forms/model/tables.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace renkei::mapping {

constexpr std::uint16_t no_index = 0xFFFF;

enum class NodeKind : std::uint8_t { constant, hole, reference, object, array };

// One item of a hole; derived: written and compared, never read.
struct Part {
    std::uint16_t item = 0;
    bool derived = false;
};

struct Field;

struct ExampleNode {
    NodeKind kind = NodeKind::constant;
    diag::Where where;
    std::string text; // constant: its value; reference: name of the entry
    bool quoted = false;

    std::vector<Part> parts; // hole
    View view = View::none;
    std::uint16_t view_list = no_index;
    CodecId codec = CodecId::none; // set when the node is typed

    std::uint16_t entry = no_index; // reference
    bool strong = false;
    bool many = false;

    std::vector<Field> fields; // object, in FHIR's order once typed
    std::uint16_t each = 0;    // object in an array: repeats over this group
    bool stay = false;
    std::vector<ExampleNode> elements; // array

    definitions::TypeId type; // FHIR type of the value, once typed

    bool derived() const; // hole: has no part that is read
    bool is_constant() const { return kind == NodeKind::constant; }
};

struct Field {
    std::string name;
    ExampleNode value;
    std::string instead_of;  // stands only where this field of the same object is empty
    std::uint16_t order = 0; // in the StructureDefinition
};

// What makes a node live, and what may make it vanish.
bool reads_items(const ExampleNode& node);     // has a hole that is read, or a strong reference
bool is_derived_only(const ExampleNode& node); // has a derived hole or a weak reference
bool all_constant(const ExampleNode& node);

bool is_restricted(const ExampleNode& resource); // meta.security says R

struct ExampleEntry {
    std::string name;
    diag::Where where;
    std::string section;           // empty: found by reference
    std::uint16_t each = 0;        // group, 0 = once
    std::uint16_t when = no_index; // lives when this flag says 1
    ExampleNode resource;
    std::string type; // resourceType

    // found by find_roles(); by_reference_only by check_ambiguity()
    bool owner = false; // its matches make the rows of `each`
    bool by_reference_only = false;
    std::vector<std::string> anchor; // path to the reference that finds its row; "[]" = any element
    std::uint16_t anchor_entry = no_index;
};

struct SectionHead {
    std::string code;
    std::string title;
    std::string loinc;
    diag::Where where;
};

struct Example {
    const model::Tables* tables = nullptr;
    const definitions::R4Definitions* r4 = nullptr;
    std::vector<SectionHead> sections;
    ExampleNode composition;
    std::vector<ExampleEntry> entries;
    std::map<std::string, std::uint16_t, std::less<>> entry_by_name;
    std::set<std::string, std::less<>> dropped; // entries of the base form that this version does not have

    std::vector<bool> made_inline; // group: rows are made by an array element (find_roles)
    // found by order_entries()
    // entries: what refers comes before what it refers to, owners before rows
    std::vector<std::uint16_t> match_order;
    std::vector<std::uint16_t> liveness_order; // entries: targets of strong references first

    std::vector<std::uint16_t> chain(std::uint16_t group) const; // document … group
    const std::string& item_id(std::uint16_t item) const { return tables->item_ids[item]; }
    // "体温 (visits.vitals.temperature)"
    std::string item_text(std::uint16_t item) const;
};

// YAML -> Example; typed, ordered and checked. Everything wrong goes to the report; usable only if it got no
// error.
Example load_example(const model::FormYaml& folder, const model::Tables& tables,
                     const definitions::R4Definitions& r4, diag::Report& report);

// The steps of load_example, in this order.
void read_example(const model::FormYaml& folder, Example& example, diag::Report& report);
void link_example(Example& example, diag::Report& report);
void type_example(Example& example, diag::Report& report);
void find_roles(Example& example, diag::Report& report);
void check_bindings(const Example& example, diag::Report& report);
void check_ambiguity(Example& example, diag::Report& report);
void check_required(const Example& example, diag::Report& report);
void check_document(const model::FormYaml& folder, const Example& example, diag::Report& report);
void check_literals(const Example& example, diag::Report& report);
void order_entries(Example& example, diag::Report& report);

// Visits every node below (and with) `node`; path = field names, "[]" for elements.
template <class Visit>
void walk(const ExampleNode& node, std::vector<std::string>& path, const Visit& visit) {
    visit(node, path);
    for (const Field& field : node.fields) {
        path.push_back(field.name);
        walk(field.value, path, visit);
        path.pop_back();
    }
    for (const ExampleNode& element : node.elements) {
        path.emplace_back("[]");
        walk(element, path, visit);
        path.pop_back();
    }
}
template <class Visit>
void walk(const ExampleNode& node, const Visit& visit) {
    std::vector<std::string> path;
    walk(node, path, [&](const ExampleNode& each, const std::vector<std::string>&) { visit(each); });
}

} // namespace renkei::mapping
