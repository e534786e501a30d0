// One answer of a questionnaire response against the question it answers.
#pragma once

#include "gateway/fhir/validate/core/check.h"
#include "gateway/fhir/validate/questionnaire/answer_value_sets.h"
#include "gateway/fhir/validate/questionnaire/question_index.h"

namespace renkei::validate {

struct GivenAnswer {
    const Question& question;
    TreeNode node;     // the element of item.answer
    AnswerValue value; // its value[x]
    std::size_t count; // of answers to the same question
};

void check_answer(Check& check, const GivenAnswer& given, AnswerValueSets& value_sets);

// answer_options.cpp: answerOption, answerValueSet
void check_options(Check& check, const GivenAnswer& given, AnswerValueSets& value_sets);
// answer_limits.cpp: minValue, maxValue, maxDecimalPlaces
void check_limits(Check& check, const GivenAnswer& given);
// answer_text.cpp: minLength, maxLength, regex, line breaks
void check_text_answer(Check& check, const GivenAnswer& given);
// answer_unit.cpp: unitOption, unitValueSet
void check_unit(Check& check, const GivenAnswer& given, AnswerValueSets& value_sets);
// answer_attachment.cpp: mimeType, maxSize
void check_attached(Check& check, const GivenAnswer& given);
// answer_reference.cpp: referenceResource, referenceProfile
void check_referred(Check& check, const GivenAnswer& given);

} // namespace renkei::validate
