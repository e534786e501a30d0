// Answers of a document that cannot both be true: a box says that there is none, and a text names one.
#pragma once

#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"

#include <vector>

namespace renkei::html {

// One for each broken rule with `stop:` whose answers are shown: what is wrong, the box, and all that stands
// beside it. A box that
// says 不明, and a text that names nothing (「特になし」), contradict nothing.
std::vector<LinePart> contradictions_in(const Answers& answers);

} // namespace renkei::html
