// A questionnaire that derives from another (derivedFrom with the extension questionnaire-derivationType): what
// it may change.
#pragma once

#include "gateway/validate/check.h"
#include "gateway/validate/question_index.h"

namespace renkei::validate {

void check_derivation(Check& check, const QuestionIndex& index);

} // namespace renkei::validate
