// What a gateway says of a request, in the words of the reader: our own messages are known again by their id, whatever language they
// came in; what we do not know is quoted and marked as the other side's.
#pragma once

#include "gateway/diag/finding.h"

#include <optional>
#include <vector>

namespace renkei::exchange {

// The issues of an OperationOutcome, or the report of a receipt; the worst first. Empty: it is neither. `about`: stands in front as the file.
std::vector<diag::Finding> told_in(std::string_view body, const std::string& about = {});

// That the request was refused, and all that the answer says of it.
std::vector<diag::Finding> told_of_refusal(int status, std::string_view body, const std::string& about = {});

// The arguments with which the message becomes this text, in one of its languages.
std::optional<std::vector<std::string>> arguments_of(const diag::MessageRow& row, std::string_view text);

} // namespace renkei::exchange
