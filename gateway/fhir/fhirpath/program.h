// A read expression: its operations in one flat array, each after those it needs.
#pragma once

#include "gateway/fhir/fhirpath/value.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace renkei::fhirpath {

enum class OpCode : std::uint8_t {
    literal,       // row: of literals
    empty,         // {}
    self,          // $this
    index,         // $index
    total,         // $total
    context,       // %context
    resource,      // %resource
    root_resource, // %rootResource
    variable,      // row: of texts
    member,        // row: of steps
    start,         // the first name of a path: a type that the context may have, else a member
    function,      // row: of functions()
    indexer,
    is,
    as,
    positive,
    negative,
    multiply,
    divide,
    divide_whole,
    modulo,
    add,
    subtract,
    concatenate,
    unite,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    equal,
    not_equal,
    equivalent,
    not_equivalent,
    in,
    contains,
    logical_and, // and
    logical_or,  // or
    logical_xor, // xor
    implies,
    // functions that most invariants are made of: evaluated without making collections where possible
    exists,
    is_empty,
    negation, // not()
    count,
    has_value,
    all,
};

// Does the operation give one Boolean or nothing, whatever it is asked of?
constexpr bool gives_truth(OpCode code) {
    return (code >= OpCode::less && code <= OpCode::negation) || code >= OpCode::has_value;
}

using OpId = std::uint32_t;
constexpr OpId no_op = 0xFFFFFFFF;

// A name that is looked for among the children of an item.
struct Step {
    std::string text;
    json::NameId name = json::no_name; // in R4Definitions::names()
    const definitions::Element* choice =
        nullptr;                // if `text` names a choice of types somewhere: one of its elements
    definitions::TypeId type{}; // if `text` is the name of a type
};

// The type name that stands behind is, as, ofType.
struct TypeName {
    std::string text;
    definitions::TypeId fhir{};       // zero: not a type of FHIR
    ItemKind system = ItemKind::node; // node: not a type of System
    bool is_qualified = false;        // System.Boolean, not Boolean
};

// Can simple_truth() decide whether the operation is true?
enum class SimplePredicate : std::uint8_t { never, sometimes, always };

struct Op {
    OpCode code{};
    bool keeps_twice = false;   // unite: equal items make no difference to its use
    bool is_descending = false; // an argument of sort()
    bool is_fixed =
        false; // depends on %resource, %rootResource and %context alone: one value in an evaluation
    SimplePredicate plain = SimplePredicate::never; // simple_predicate.h
    std::uint16_t row = 0;
    std::uint16_t type = UINT16_MAX; // of type names
    std::uint16_t depth = 1;         // operations inside each other
    OpId input = no_op; // functions, members: their input, $this if none; operators: the left side
    OpId right = no_op;
    std::uint32_t first_argument = 0;
    std::uint32_t arguments = 0;
    // for members of $this, and for plain operations on them: the names of these members, in Program::paths
    std::uint32_t path = 0;
    std::uint32_t path_size = 0;
    std::uint32_t at = 0; // byte in the expression
};

struct Program {
    std::string text;
    std::vector<Op> ops;
    OpId root = no_op;
    bool is_structure_only = false; // structure_only.cpp
    std::vector<OpId> arguments;
    std::vector<Item> literals;
    std::vector<Step> steps;
    std::vector<std::uint16_t> paths; // rows of steps
    std::vector<TypeName> types;
    std::deque<std::string> texts; // of literals, variables and units
    std::deque<Quantity> quantities;
    const definitions::R4Definitions* r4 = nullptr;

    std::span<const OpId> arguments_of(const Op& op) const {
        return {arguments.data() + op.first_argument, op.arguments};
    }
    std::span<const std::uint16_t> path_of(const Op& op) const {
        return {paths.data() + op.path, op.path_size};
    }
};

// Does the expression depend on which members exist and never on a text, so that two inputs that differ in
// texts only give the same result? No if in doubt.
bool is_structure_only(const Program& program);

} // namespace renkei::fhirpath
