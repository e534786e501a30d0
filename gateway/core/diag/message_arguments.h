// The arguments of a message: how many it has, which of a finding's its sentences show, and which quote no
// input.
#pragma once

#include "gateway/core/diag/finding.h"

#include <span>

namespace renkei::diag {

std::string_view kind_of(Message message, std::size_t argument); // as its sentences have it; empty: none
// Is `text`, in the place of this argument, no quote of the input: a count or a limit of ours ({0:count}), a
// code that has words ({0:role}), or a text of the mappings, of FHIR's definitions or of ours ({0:ours})?
bool is_ours(Message message, std::size_t argument, std::string_view text);
std::size_t argument_count(std::string_view text); // one more than the highest number of its holes
// Arguments that neither sentence shows are not passed on.
std::span<const std::string> shown_arguments(const Finding& finding);

} // namespace renkei::diag
