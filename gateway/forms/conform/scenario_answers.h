// The answers of a tested program to the questions of a scenario: a table, or a FHIR QuestionnaireResponse.
#pragma once

#include "gateway/forms/conform/conform.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace renkei::conform {

struct GivenAnswers {
    std::filesystem::path file{};                              // empty: there is none
    std::map<std::string, std::vector<std::string>> answers{}; // by the question's id, spaces trimmed
    diag::Report wrong{};                                      // not empty: it cannot be read
};

// <id>.answers.tsv: a line for each answer, the question's id, a tab and the answer. <id>.answers.json: a
// QuestionnaireResponse with the question's id as linkId.
GivenAnswers read_answers(EvaluationTools tools, const std::filesystem::path& folder, const std::string& id);

} // namespace renkei::conform
