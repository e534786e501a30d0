// The conformance kit of this repository, and our own program at work on it.
#pragma once

#include "gateway/forms/conform/compare/conform.h"
#include "gateway/forms/conform/kit/kit_cases.h"

#include "tests/support/folder.h"

#include <filesystem>
#include <string>

namespace renkei::test {

const catalogue::Catalogue& catalogue();
const conform::ConformKit& kit();            // as the build made it
const conform::Requirements& requirements(); // of the kit
bool has_case(std::string_view id);
const conform::ConformCase& case_named(std::string_view id);

// What our own program makes of a case's input. It is made once.
const conform::MadeCase& make(const conform::ConformCase& about);

// The evaluations of a folder with results.
std::vector<conform::CaseEvaluation> evaluated(const std::filesystem::path& results,
                                               const conform::ConformScope& scope);
// Of some cases of the kit, as if it had no others.
std::vector<conform::CaseEvaluation> evaluated_cases(const std::filesystem::path& results,
                                                     const std::vector<const conform::ConformCase*>& cases);
// Of one case, whatever the other results are.
conform::CaseEvaluation evaluated_case(const std::filesystem::path& results, std::string_view id);

std::vector<conform::CaseEvaluation> evaluated_scenarios(const std::filesystem::path& results,
                                                         const conform::ConformScope& scope);

// What the validator finds wrong with a FHIR resource: one line per error.
std::string errors_of(const std::string& resource);

std::string read(const std::filesystem::path& path);
// Without waiting for the disk, which would take most of the time.
void write(const std::filesystem::path& path, std::string_view bytes);

} // namespace renkei::test
