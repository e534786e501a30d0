// Many short answers to one question, as of the Barthel Index, DESIGN-R or what a doctor holds necessary: a
// small table of pairs, several beside one another.
#pragma once

#include "gateway/forms/html/question_line.h"

#include <string>

namespace renkei::html {

// Are there so many codes or numbers that one line would be hard to read?
bool fits_small_table(const Answers& answers, const std::vector<QuestionPart>& parts);
// `name` is HTML. What is no detail stands with it: the total, and behind the table the boxes.
std::string small_table(const Answers& answers, const std::string& name,
                        const std::vector<QuestionPart>& parts, bool is_restricted);

} // namespace renkei::html
