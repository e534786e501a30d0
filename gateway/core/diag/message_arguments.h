// How many arguments a message has, and which of a finding's its sentences show.
#pragma once

#include "gateway/core/diag/finding.h"

#include <span>

namespace renkei::diag {

std::size_t argument_count(std::string_view text); // one more than the highest number of its holes
// Arguments that neither sentence shows are not passed on.
std::span<const std::string> shown_arguments(const Finding& finding);

} // namespace renkei::diag
