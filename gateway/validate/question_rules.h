// One item of a questionnaire as its author wrote it: options, initial values, limits.
#pragma once

#include "gateway/validate/check.h"
#include "gateway/validate/question_index.h"

namespace renkei::validate {

void check_question(Check& check, const Question& question);

} // namespace renkei::validate
