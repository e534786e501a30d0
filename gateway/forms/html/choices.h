// Choices as on paper: all answers that a box may have, and a scale for several boxes with the same answers.
#pragma once

#include "gateway/forms/html/question_line.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::html {

struct Choice {
    bool is_chosen = false;
    std::string html{};
};
// ☑ and ☐ with their words; the chosen ones stand out.
std::string picks(const std::vector<Choice>& choices);

// Answers::of; where the mapping wants it, with all answers that the box may have.
Answer with_choices(const Answers& answers, const record::Row& row, form::ItemId item);

// Parts that are answered with the codes of one short list, three or more: a line for each, a column for each
// code. They go out of `parts`.
std::string take_scales(const Answers& answers, std::string_view name, std::vector<QuestionPart>& parts,
                        bool is_restricted);

// Bytes of the text without its tags.
std::size_t text_size(std::string_view html);

} // namespace renkei::html
