// One answer of a questionnaire response against the question it answers.
#pragma once

#include "gateway/fhir/validate/questionnaire/answer_value_sets.h"
#include "gateway/fhir/validate/questionnaire/question_index.h"
#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

struct GivenAnswer {
    const Question& question;
    TreeNode node;     // the element of item.answer
    AnswerValue value; // its value[x]
    std::size_t count; // of answers to the same question
};

void check_answer(ValidationRun& validation, const GivenAnswer& given, AnswerValueSets& value_sets);

// answer_options.cpp: answerOption, answerValueSet
void check_options(ValidationRun& validation, const GivenAnswer& given, AnswerValueSets& value_sets);
// answer_limits.cpp: minValue, maxValue, maxDecimalPlaces
void check_limits(ValidationRun& validation, const GivenAnswer& given);
// answer_text.cpp: minLength, maxLength, regex, line breaks
void check_text_answer(ValidationRun& validation, const GivenAnswer& given);
// answer_unit.cpp: unitOption, unitValueSet
void check_unit(ValidationRun& validation, const GivenAnswer& given, AnswerValueSets& value_sets);
// answer_attachment.cpp: mimeType, maxSize
void check_attached(ValidationRun& validation, const GivenAnswer& given);
// answer_reference.cpp: referenceResource, referenceProfile
void check_referred(ValidationRun& validation, const GivenAnswer& given);

} // namespace renkei::validate
