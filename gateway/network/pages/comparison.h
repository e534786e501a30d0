// Answers before and after, side by side: what people compare when somebody comes back from a hospital.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/network/pages/answers.h"

#include <string>
#include <vector>

namespace renkei::pages {

// Of the questions that have an answer of an earlier day and another document; takes those of which it says
// all. Empty: there is none.
std::string comparison_table(const mhd::SummaryContent& content, const AnswerWriter& writer,
                             std::vector<AskedQuestion>& questions,
                             diag::Language language = diag::Language::japanese);

} // namespace renkei::pages
