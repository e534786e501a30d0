// Evaluates what another program, or a person with it, made of the scenarios of the kit.
#pragma once

#include "gateway/forms/conform/compare/conform.h"
#include "gateway/forms/conform/kit/scenario_kit.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace renkei::conform {

// One evaluation for each scenario in scope, after one for the results as a whole (`results_of_scenarios`).
std::vector<CaseEvaluation> evaluate_scenarios(EvaluationTools tools, const ConformKit& kit,
                                               const std::vector<Scenario>& scenarios,
                                               const std::filesystem::path& results,
                                               const ConformScope& scope);

// results.json of a folder with results: the version of the kit that they were made with and the SHA-256 of
// every file. Found are results of another version, files that were changed, added or removed since, and
// copies of files of the kit. Where the name of a file says what is not in it, a right result may have the
// bytes of another file.
CaseEvaluation evaluate_results_list(const catalogue::Catalogue& catalogue, const ConformKit& kit,
                                     const std::filesystem::path& results);

// The answers of a tested program to the questions of a scenario: a table, or a FHIR QuestionnaireResponse.
struct GivenAnswers {
    std::filesystem::path file{};                              // empty: there is none
    std::map<std::string, std::vector<std::string>> answers{}; // by the question's id, spaces trimmed
    diag::Report wrong{};                                      // not empty: it cannot be read
};

// <id>.answers.tsv: a line for each answer, the question's id, a tab and the answer. <id>.answers.json: a
// QuestionnaireResponse with the question's id as linkId.
GivenAnswers read_answers(EvaluationTools tools, const std::filesystem::path& folder, const std::string& id);

} // namespace renkei::conform
