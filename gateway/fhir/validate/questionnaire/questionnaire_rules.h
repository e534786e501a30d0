// Questionnaires and the responses to them.
#pragma once

#include "gateway/fhir/validate/core/check.h"
#include "gateway/fhir/validate/questionnaire/question_index.h"

namespace renkei::validate {

void check_questionnaire(Check& check, json::NodeId resource);
void check_questionnaire_response(Check& check, json::NodeId resource);

// One item of a questionnaire as its author wrote it: options, initial values, limits.
void check_question(Check& check, const Question& question);

// A questionnaire that derives from another (derivedFrom with the extension questionnaire-derivationType):
// what it may change.
void check_derivation(Check& check, const QuestionIndex& index);

} // namespace renkei::validate
