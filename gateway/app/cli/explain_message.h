// renkei explain ID: what a message means, why it comes up, what makes it, and what to do.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/core/diag/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::cli {

// The ids in a text: "R103", "error[R103]", "r103", or the parts of a reason, "gave-up:connection-refused".
// None if one of them is no id.
std::vector<std::string_view> message_ids(std::string_view text);

// The sentences with this id, each subject's with its cause, example and fix from share/messages.tsv. Fails
// if the data file is missing or has no row for the id.
diag::Result<std::string> explain_message(std::string_view id, diag::Language language);

} // namespace renkei::cli
