// The outcome of a request as findings: our own messages are recognised by id in both languages and shown in
// the reader's; other text is quoted and marked as the server's.
#pragma once

#include "gateway/core/diag/finding.h"

#include <optional>
#include <vector>

namespace renkei::client {

// The issues of an OperationOutcome, or the report of a receipt; the worst first. Empty: it is neither.
// `about`: stands in front as the file.
std::vector<diag::Finding> parse_outcome(std::string_view body, const std::string& about = {});

// A finding that the request was refused, and all findings of the response.
std::vector<diag::Finding> refusal_findings(int status, std::string_view body, const std::string& about = {});

// The arguments with which the message becomes this text, in one of its languages.
std::optional<std::vector<std::string>> arguments_of(const diag::MessageRow& row, std::string_view text);

} // namespace renkei::client
