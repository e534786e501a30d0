// A question that several items answer, on one line.
#pragma once

#include "gateway/forms/html/answers.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::html {

struct QuestionPart {
    form::ItemId item;
    Answer answer;
};

// The label of the question's only answer; else its own name, or the label of its first part.
std::string_view question_name(const mapping::Plan& plan, mapping::PageQuestionId asked,
                               const std::vector<QuestionPart>& parts);

// The answer, the ticked boxes, the details, and last the boxes that are not ticked.
std::string answer_line(const Answers& answers, const std::vector<QuestionPart>& parts);

} // namespace renkei::html
