// Codes of code systems that are not here, but whose form decides that a text is none of them: check digits,
// and what letters and digits they are made of.
#pragma once

#include <string_view>

namespace renkei::terminology {

inline constexpr std::string_view snomed = "http://snomed.info/sct";

bool may_be_loinc(std::string_view code);  // also parts, answers and lists: LP…, LA…, LL…, LG…
bool may_be_snomed(std::string_view code); // a concept, or an expression of several
bool may_be_icd10(std::string_view code);  // of the WHO: categories, blocks and chapters; with or without dot
bool may_be_icd10_cm(std::string_view code);
bool is_currency(std::string_view code); // ISO 4217, also those that it has withdrawn

} // namespace renkei::terminology
