// A decision in words: for people in either language, and as JSON.
#pragma once

#include "gateway/network/sharing/decision.h"
#include "gateway/network/sharing/reading_request.h"

#include <string>

namespace renkei::sharing {

// Lines: the answer, the cell of the matrix that gave it, which of its conditions are met, all that is
// missing, what the other editions say.
std::string explained(const Matrix& matrix, const ReadingRequest& request, const Decision& decision,
                      diag::Language language);
// The same as one JSON object, without a line end.
std::string explained_json(const Matrix& matrix, const ReadingRequest& request, const Decision& decision,
                           diag::Language language);
// {"allow":…,"reason":…}
std::string short_json(const Decision& decision);

} // namespace renkei::sharing
