// Which measurements of a person are drawn, from the answers to a question.
#pragma once

#include "gateway/network/pages/answers.h"
#include "gateway/network/pages/chart.h"

#include <vector>

namespace renkei::pages {

// Of the value itself, or of a few numbers beside it, as of a blood pressure; one chart for each unit. A line
// needs two days. Answers that are no such number interrupt it, and stand in its table.
std::vector<Chart> charts_of(const mhd::SummaryContent& content, const AnswerWriter& writer,
                             const AskedQuestion& question);

} // namespace renkei::pages
