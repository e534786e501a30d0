// A question that several items answer: on one line, or, if many answers are short, as of the Barthel Index,
// DESIGN-R or what a doctor holds necessary, as a small table of pairs, several beside one another.
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

// The answer, the boxes in the form's order, and the details.
std::string answer_line(const Answers& answers, const std::vector<QuestionPart>& parts);

// Are there so many codes or numbers that one line would be hard to read?
bool fits_small_table(const Answers& answers, const std::vector<QuestionPart>& parts);
// `name` is HTML. What is no detail stands with it: the total, and behind the table the boxes.
std::string small_table(const Answers& answers, const std::string& name,
                        const std::vector<QuestionPart>& parts, bool is_restricted);

} // namespace renkei::html
