// What is loaded, looked up for definitions that name each other: which definitions, which codes.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::validate {

// A loaded definition, seen from outside: it is not read for this.
struct KnownDefinition {
    std::string_view type;  // "StructureDefinition"
    std::string_view about; // of a StructureDefinition the type that it defines or constrains
};

// type: empty: any. Any version will do.
std::optional<KnownDefinition> known_definition(const ValidationRun& validation, std::string_view type,
                                                std::string_view canonical);

// A code in its code system. A system that is not loaded can still refuse what cannot be one of its codes.
terminology::CodeCheck known_code(const ValidationRun& validation, const terminology::Coding& coding);

// The displays that would have been right: "\"Active\", \"active\"".
std::string right_displays(const ValidationRun& validation, const terminology::Coding& coding);

// Definitions that HL7 itself publishes have to say more than others.
bool is_of_hl7(std::string_view url);

// "a, b, c"
std::string joined(const std::vector<std::string_view>& texts);

} // namespace renkei::validate
