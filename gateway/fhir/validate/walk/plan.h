// A StructureDefinition made ready for checking: which child is under which JSON name, which expressions
// are to hold, how slices are distinguished. Compiled when first needed, shared by all threads, never
// changed.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/fhir/fhirpath/expression.h"
#include "gateway/fhir/profiles/structure.h"
#include "gateway/fhir/terminology/terminology.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace renkei::validate {

using json::no_node;
using json::NodeId;
using json::Tree;

using profiles::ElementDef;
using profiles::ElementId;

struct StructurePlan;

// An invariant, compiled. The expression is shared by all elements that state it.
struct ConstraintPlan {
    const profiles::Constraint* constraint = nullptr;
    const fhirpath::Expression* expression = nullptr; // nullptr: `problem` says why
    const diag::Error* problem = nullptr;
    bool is_ele_1 = false; // every element has a value or children
};

constexpr std::uint8_t no_type_rule = 0xFF;

// One of the JSON names of an element: value[x] has one for each type.
struct Alternative {
    std::string name;                        // "valueQuantity"
    json::NameId name_id = json::no_name;    // no_name: not one of R4's names (logical models)
    const profiles::TypeRef* type = nullptr; // nullptr: content reference
    definitions::TypeId type_id{};           // zero: no type of R4
    std::uint8_t type_rule = no_type_rule;   // type_rules.h
};

// One step of a discriminator's path.
struct DiscriminatorStep {
    enum class Kind : std::uint8_t { child, extension, resolve, of_type, resource } kind;
    std::string_view name;                // of the child, URL of the extension, type
    json::NameId name_id = json::no_name; // of the child, if it is one of R4's names
};
inline DiscriminatorStep child_step(std::string_view name, const definitions::R4Definitions& r4) {
    return {DiscriminatorStep::Kind::child, name, r4.names().find(name)};
}

struct DiscriminatorPlan {
    profiles::DiscriminatorKind kind{};
    std::vector<DiscriminatorStep> steps;
    std::string_view path;
    bool is_understood = true;
};

// A JSON name and what it is a name of.
struct NameRow {
    json::NameId name = json::no_name; // no_name: not one of R4's names; in a table an empty slot
    std::uint16_t child = 0;           // place in ElementPlan::children
    std::uint16_t alternative = 0;     // place in its alternatives
};

struct ChildPlan {
    profiles::ElementId element = profiles::no_element; // the element itself, not one of its slices
    std::vector<Alternative> alternatives;
    std::vector<profiles::ElementId> slices; // of this element, without re-slices
    bool is_array = false;
    bool is_xml_attribute = false;
    bool adds_no_value_constraint = false; // redundant_elements.h
    bool adds_no_constraint = false;       // nor how many there may be
};

// minValue[x] or maxValue[x] as an expression: "$this >= 10 'kg'".
struct LimitPlan {
    const ConstraintPlan* holds = nullptr;
    profiles::DefinitionValue value;
    bool is_min = false;
};

// An extension of the ElementDefinition that is a rule (element_extensions.cpp).
struct ElementRule {
    std::uint8_t kind = 0;
    NodeId value = no_node;                       // in the definition
    std::shared_ptr<const re2::RE2> expression{}; // of `regex`
};

// What is checked about one occurrence of an element.
struct ElementPlan {
    std::vector<ConstraintPlan> constraints;
    std::vector<LimitPlan> limits;
    std::vector<ElementRule> element_rules;
    std::vector<ChildPlan> children;      // in the order of the definition; empty: as its type has them
    std::vector<std::uint16_t> asked_for; // places of children that are looked at when they are not there,
                                          // too: a must, or a slice of theirs
    std::vector<NameRow> names; // of the children: an open hash table, because every member is looked up
    std::vector<NameRow> other_names;              // those that are not R4's
    std::vector<DiscriminatorPlan> discriminators; // of `slicing`
    std::vector<profiles::ElementId> reslices;     // of a slice that is sliced again
    const ElementPlan* same_as = nullptr;          // content reference: its children
    terminology::ValueSetHandle value_set = nullptr;
    terminology::ValueSetHandle max_value_set = nullptr;
    profiles::ElementId target = profiles::no_element; // content reference: the element referred to
    // What the type's own definition says as well, and so is checked there: left out here.
    bool same_min = false;
    bool same_max = false;
    bool has_rules = false; // element_rules.h
};

struct StructurePlan {
    const profiles::Structure* structure = nullptr;
    bool is_profile = false; // a constraint on a type: what the type itself says is checked elsewhere
    // Of a definition in the document itself: its structure alone, because compiled expressions and value
    // sets are kept, and senders can invent them without end.
    bool is_of_document = false;
    definitions::TypeId type{};
    std::vector<ElementPlan> elements; // by ElementId; they point at each other
    diag::Report defects{100};         // of the definition: what it says there is not applied

    const ElementPlan& operator[](profiles::ElementId id) const { return elements[id]; }
    const ElementPlan& root() const { return elements[0]; }
};

// An element of a definition.
struct DefAt {
    const StructurePlan* plan = nullptr;
    profiles::ElementId element = profiles::no_element;

    explicit operator bool() const { return plan != nullptr && element != profiles::no_element; }
    const profiles::ElementDef& def() const { return (*plan->structure)[element]; }
    const ElementPlan& checks() const { return (*plan)[element]; }
    DefAt at(profiles::ElementId other) const { return {plan, other}; }
};

} // namespace renkei::validate
