// What R4 and the tables of modifiers and context say of a change, whatever becomes of it.
#pragma once

#include "gateway/forms/mapping/plan/qualifiers.h"

#include "tests/laws/foreign_changes.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::laws {

// An element that says the same with another value or without one.
struct Harmless {
    std::string element;
    std::string changes; // "any", or one kind
    std::string reason;
};
const std::vector<Harmless>& harmless(); // harmless.tsv

std::vector<std::vector<std::string>> read_rows(const std::string& file); // of a table beside this file

// The elements that the change is in, by R4's paths.
std::vector<std::string> names_of(const Change& change);
// The object that holds the change. For a modifier or for context it is the object whose values these
// qualify; for a resource it is the entry of the Bundle.
Way holder_of(const Change& change);
std::string path_of(const Way& way); // "Bundle.entry[0].resource"
// The element that the change is at or below and that limits what stands beside it: by the tables, or by
// qualifying.tsv; empty: none.
std::string qualifier_of(const Change& change);
const std::vector<std::string>& qualifying_elements();                 // qualifying.tsv
const mapping::QualifierRow* row_of_element(std::string_view element); // null: the tables do not have it
// The object whose values the change qualifies; holder_of() if it qualifies none.
Way qualified_by(const Change& change);

// Does R4's path lead to the element, or below it? "Condition.abatement[x]" is Condition.abatementDateTime.
bool is_at(std::string_view path, std::string_view element);
std::string_view kind_name(ChangeKind kind); // "altered"
bool is_modifier(const Change& change);
bool is_of_modifiers(const mapping::QualifierRow& row);
// True if harmless.tsv names the change; a change of a subject or a modifier is never harmless.
bool is_harmless(const Change& change);
// An answer that the tables call `same` does not contradict the fact, nor does another code of its family.
bool is_same(const Change& change, std::string_view old);
bool is_absent_person(const Change& change);
bool is_absent_modifier(const Change& change, std::string_view old);
bool is_unit_beside_code(const Change& change, const Json& quantity);

} // namespace renkei::laws
