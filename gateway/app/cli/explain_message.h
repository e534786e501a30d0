// renkei explain ID: what a message means, why it comes up, what makes it, and what to do.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/core/diag/result.h"

#include <string>
#include <string_view>

namespace renkei::cli {

bool is_message_id(std::string_view text);

// All sentences with this id, then cause, example and fix from share/messages.tsv. Fails if the data file is
// missing or has no row for the id.
diag::Result<std::string> explain_message(std::string_view id, diag::Language language);

} // namespace renkei::cli
