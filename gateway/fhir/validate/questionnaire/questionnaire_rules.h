// Questionnaires and the responses to them.
#pragma once

#include "gateway/fhir/validate/questionnaire/question_index.h"
#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

void check_questionnaire(ValidationRun& validation, NodeId resource);
void check_questionnaire_response(ValidationRun& validation, NodeId resource);

// One item of a questionnaire as its author wrote it: options, initial values, limits.
void check_question(ValidationRun& validation, const Question& question);

// A questionnaire that derives from another (derivedFrom with the extension questionnaire-derivationType):
// what it may change.
void check_derivation(ValidationRun& validation, const QuestionIndex& index);

} // namespace renkei::validate
