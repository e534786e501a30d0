// The table of all functions: their names and arguments, their inputs and their results.
#pragma once

#include "gateway/fhir/fhirpath/program.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace renkei::fhirpath {

class Machine;
struct Scope;

// What an argument is.
enum class ArgumentMode : std::uint8_t {
    values, // evaluated where the function stands
    each,   // evaluated for each item of the input, which is then $this
    type,   // the name of a type
    sort,   // as each, and may begin with - or end with asc or desc
};

// The input that a function can be called on; it is one item unless the function's row says more.
enum class InputKind : std::uint8_t { any, text, number, temporal_or_number, boolean, resource };

// The result that a function gives.
enum class ResultKind : std::uint8_t {
    unknown,
    input,    // some or all items of the input
    argument, // what its first argument gives
    both,     // input and first argument
    type,     // items of the named type
    boolean,
    integer,
    decimal,
    string,
    date,
    date_time,
    time,
    quantity,
    number, // as the input
    extension,
    unordered, // anything, in no order
};

// The input lies on the machine's stack from `mark` on; the result replaces it. False: failed.
using Handler = bool (*)(Machine& machine, const Op& op, const Scope& scope, std::size_t mark);

struct Function {
    std::string_view name;
    std::uint8_t least;
    std::uint8_t most;
    ArgumentMode argument_mode;
    InputKind input_kind;
    ResultKind result_kind;
    bool needs_order;
    OpCode code; // `function`, or the operation that does it
    Handler handler;
};

std::span<const Function> functions(); // by name
const Function* find_function(std::string_view name);
std::string_view nearest_function(std::string_view name);

} // namespace renkei::fhirpath
