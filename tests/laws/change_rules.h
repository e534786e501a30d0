// What R4 and the tables of modifiers and context say of a change, whatever becomes of it.
#pragma once

#include "gateway/forms/mapping/plan/qualifiers.h"

#include "tests/laws/foreign_changes.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::laws {

// An element in which another value, or none, says nothing else.
struct Harmless {
    std::string element;
    std::string changes; // "any", or one kind
    std::string reason;
};
const std::vector<Harmless>& harmless(); // harmless.tsv

// The elements that the change is in, by R4's paths.
std::vector<std::string> names_of(const Change& change);
// The object that holds the change. Of a modifier or of context it is the one whose values that speaks of; of
// a resource the entry of the Bundle.
Way holder_of(const Change& change);
std::string path_of(const Way& way); // "Bundle.entry[0].resource"

bool is_modifier(const Change& change);
bool is_of_modifiers(const mapping::QualifierRow& row);
// harmless.tsv names it; a subject and a modifier never are.
bool is_harmless(const Change& change);
// What the tables call `same` says nothing against the fact, and neither does another code of its family.
bool is_same(const Change& change, std::string_view old);
bool is_absent_person(const Change& change);
bool is_absent_modifier(const Change& change, std::string_view old);
bool is_unit_beside_code(const Change& change, const Json& quantity);

} // namespace renkei::laws
