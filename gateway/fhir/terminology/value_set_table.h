// A value set, compiled: its includes and excludes, each with what is needed to answer for one code. "All of
// this code system" costs nothing.
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/terminology/code_table.h"
#include "gateway/fhir/terminology/coding.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace renkei::terminology {

class ValueSetTable;

struct ListedCode {
    std::string_view code;
    std::string_view display; // the value set's own, or empty
};

enum class ValueSetPartKind : std::uint8_t {
    imports,  // what all imported sets have in common
    whole,    // every code of a system
    listed,   // codes by name
    filtered, // rows of a system
};

// One include or exclude: codes of its kind that are in all imports too.
struct ValueSetPart {
    ValueSetPartKind kind = ValueSetPartKind::imports;
    std::string_view system{}; // empty: imports only
    std::string_view version{};
    const CodeTable* table = nullptr; // nullptr: the code system is not here
    std::vector<ListedCode> listed{};
    CodeIndex index{};        // of `listed`
    std::vector<bool> rows{}; // filtered: of `table`
    std::vector<const ValueSetTable*> imports{};
    UncheckedReason unchecked{};  // why a code that was not found here may belong to it all the same
    UncheckedReason import_gap{}; // why it is not known what the imports have in common

    const ListedCode* find_listed(std::string_view code) const {
        const std::uint32_t at = index.find(code, [this](std::uint32_t n) { return listed[n].code; });
        return at == no_row ? nullptr : &listed[at];
    }
};

class ValueSetTable {
public:
    std::string_view url;
    std::string_view version;
    std::vector<ValueSetPart> includes;
    std::vector<ValueSetPart> excludes;
    // Systems that it takes codes from, imports counted.
    std::vector<std::string_view> systems;
    bool knows_all_systems = true;
    bool without_inactive = false;       // compose.inactive is false
    UncheckedReason unchecked;           // why nothing can be said about it
    definitions::ValueSetId published{}; // R4's own expansion
    base::Arena arena{256};              // texts that are not in the definition as they are
};

} // namespace renkei::terminology
