// A StructureDefinition as a program works with it: its snapshot as a tree of elements. Texts and values view
// the resource it was read from.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/packages/library.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace renkei::profiles {

using json::no_node;
using json::NodeId;

// What the URLs of FHIR's own definitions begin with.
inline constexpr std::string_view core_definitions = "http://hl7.org/fhir/StructureDefinition/";

using ElementId = std::uint32_t; // place in Structure::elements
constexpr ElementId no_element = 0xFFFFFFFF;
constexpr std::uint32_t unbounded = 0xFFFFFFFF;

enum class Derivation : std::uint8_t { specialization, constraint };
enum class SlicingRules : std::uint8_t { open, closed, open_at_end, unknown };
enum class DiscriminatorKind : std::uint8_t { value, exists, pattern, type, profile, unknown };

struct Discriminator {
    DiscriminatorKind kind;
    // FHIRPath subset: "$this", "code.coding", "resolve().code", "extension('url').value"
    std::string_view path;
};

struct Slicing {
    std::vector<Discriminator> discriminators;
    SlicingRules rules = SlicingRules::open;
    bool ordered = false;
};

struct TypeRef {
    std::string_view code; // "Reference", "string"; System.String is already what FHIR calls it
    std::vector<std::string_view> profiles; // any of them
    // of each profile the id of the element that is meant (elementdefinition-profile-element); empty: the
    // root
    std::vector<std::string_view> profile_elements{};
    std::vector<std::string_view> target_profiles; // of Reference and canonical
    std::string_view versioning{};                 // either, independent, specific
    std::vector<std::string_view> aggregation{};   // contained, referenced, bundled
};

struct Constraint {
    std::string_view key;
    std::string_view human;
    std::string_view expression; // may be empty
    std::string_view source;     // canonical of the definition it comes from
    bool is_error = true;
    bool is_best_practice = false;
};

struct Binding {
    definitions::Strength strength = definitions::Strength::none;
    std::string_view value_set;       // canonical, may be empty
    std::string_view max_value_set{}; // extension elementdefinition-maxValueSet
    std::string_view min_value_set{};
};

// fixed[x], pattern[x], minValue[x], maxValue[x]: a node of the definition and the type in its name.
struct DefinitionValue {
    json::NodeId node = json::no_node;
    json::NodeId sibling = json::no_node; // "_patternString" beside it
    std::string_view type{};              // as in the name: "CodeableConcept", "Date"
    explicit operator bool() const { return node != json::no_node || sibling != json::no_node; }
};

struct ElementDef {
    std::string_view id;         // "Observation.value[x]:valueQuantity.unit"
    std::string_view path;       // "Observation.value[x].unit"
    std::string_view name;       // last step of the path: "value[x]"
    std::string_view slice_name; // empty: no slice
    ElementId parent = no_element;
    ElementId first_child = no_element;
    ElementId next_sibling = no_element; // slices follow the element they slice, with the same parent
    ElementId sliced = no_element;       // of a slice: the element it slices (of a re-slice: the slice)
    std::uint32_t min = 0;
    std::uint32_t max = unbounded;
    std::uint32_t base_max = unbounded; // > 1: written as a JSON array
    std::vector<TypeRef> types;
    std::string_view content_reference{}; // "#Questionnaire.item"; followed by the code that walks
    bool is_sliced = false;               // `slicing` says how
    Slicing slicing;
    Binding binding;
    DefinitionValue fixed;
    DefinitionValue pattern;
    DefinitionValue min_value;
    DefinitionValue max_value;
    std::uint32_t max_length = 0; // 0: none
    std::vector<Constraint> constraints;
    bool is_modifier = false;
    bool must_support = false;
    bool is_xml_attribute = false;
    json::NodeId node = json::no_node; // the ElementDefinition

    bool is_choice() const { return name.ends_with("[x]"); }
    bool is_slice() const { return !slice_name.empty(); }
};

// Where an extension may occur.
struct Context {
    enum class Kind : std::uint8_t { element, extension, fhirpath } kind;
    std::string_view expression;
};

struct Structure {
    std::string_view url;
    std::string_view version;
    std::string_view name;
    std::string_view type; // "Patient"; of a logical model its URL or name
    std::string_view kind; // resource, complex-type, primitive-type, logical
    std::string_view base; // canonical of baseDefinition
    Derivation derivation = Derivation::specialization;
    bool is_abstract = false;
    std::vector<Context> contexts; // of an extension
    std::vector<std::string_view> context_invariants;
    std::vector<std::string_view> imposes;        // canonicals of structuredefinition-imposeProfile
    std::vector<ElementDef> elements;             // elements[0] is the root, in the order of the snapshot
    const packages::Resource* resource = nullptr; // fixed, pattern … are nodes of its tree

    const json::Tree& tree() const { return resource->tree; }
    const ElementDef& operator[](ElementId id) const { return elements[id]; }
    // By path and slice names as in element ids; no_element: not there.
    ElementId by_id(std::string_view id) const;
    ElementId by_path(std::string_view path) const; // first element of that path
};

} // namespace renkei::profiles
