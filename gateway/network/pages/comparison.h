// Answers before and after, side by side: what people compare when somebody comes back from a hospital.
#pragma once

#include "gateway/network/pages/answers.h"

#include <span>
#include <string>
#include <vector>

namespace renkei::pages {

// The newest answer of an earlier day and another document; null: there is none.
const mhd::SummaryEntry* answer_before(const mhd::SummaryContent& content, const AskedQuestion& question);
// Of the questions that have one. Empty: none has.
std::string comparison_table(const mhd::SummaryContent& content, const AnswerWriter& writer,
                             std::span<const AskedQuestion> questions);
// Those of which the table does not say all.
std::vector<AskedQuestion> questions_beside_table(const mhd::SummaryContent& content,
                                                  std::span<const AskedQuestion> questions);

} // namespace renkei::pages
