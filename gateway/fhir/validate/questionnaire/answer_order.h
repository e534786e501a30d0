// Which of two answers is the greater one: for conditions and for limits.
#pragma once

#include "gateway/fhir/validate/questionnaire/question_types.h"
#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

enum class AnswerOrder : std::uint8_t {
    less,
    equal,
    greater,
    different, // not equal, and without an order
    unknown,   // not precise enough, or units that cannot be compared
};

AnswerOrder compare(ValidationRun& validation, const AnswerValue& left, const AnswerValue& right);
// Units that are codes of a code system: only then two units can be compared.
bool has_formal_unit(TreeNode quantity);

} // namespace renkei::validate
