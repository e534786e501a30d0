// The place of a node, for people: line and column, JSON Pointer, FHIRPath. Computed on request.
#pragma once

#include "gateway/core/diag/where.h"
#include "gateway/core/json/tree.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::json {

struct Position {
    std::uint32_t line = 1;   // from 1; a line ends with LF, CR or CRLF
    std::uint32_t column = 1; // from 1, in characters
    bool operator==(const Position&) const = default;
};
Position position(std::string_view input, std::size_t offset);

// For many places in one input: reads it once, as far as needed, then answers in about a microsecond. Views
// the input. For one thread.
class Positions {
public:
    explicit Positions(std::string_view input);
    Position at(std::size_t offset) const;

private:
    std::string_view input_;
    mutable std::vector<Position> marks_; // one every few hundred bytes, up to the last that was needed
    mutable std::size_t last_ = 0;        // what was asked for last: most are asked for in order
    mutable Position at_last_;
};

// RFC 6901: "/entry/1/resource/gender"; "" is the root.
std::string pointer(const Tree& tree, NodeId node);
// no_node if there is nothing there or `pointer` is not a JSON Pointer.
NodeId resolve(const Tree& tree, std::string_view pointer);
// One step of a pointer: ~ and / escaped.
void append_pointer_step(std::string& out, std::string_view key);

// "Bundle.entry[1].resource.gender"; begins with the root's resourceType if it has one. "_birthDate" is
// written as birthDate, the element it belongs to; a name that FHIRPath could not read is in backticks, and
// one that is longer than any of FHIR's is cut.
std::string fhirpath(const Tree& tree, NodeId node);

// Line, column and offset of the node; the path is its FHIRPath in a FHIR resource and its JSON Pointer
// otherwise.
diag::Where where(const Tree& tree, NodeId node, std::string_view file = {});
diag::Where where(const Tree& tree, NodeId node, const Positions& positions, std::string_view file = {});

} // namespace renkei::json
