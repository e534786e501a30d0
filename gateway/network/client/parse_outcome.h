// The outcome of a request as findings: our own messages are recognised by id, arguments and words and shown
// in the reader's language; other text is quoted with its id and marked as the server's.
#pragma once

#include "gateway/core/diag/finding.h"

#include <string>
#include <vector>

namespace renkei::client {

// The issues of an OperationOutcome, or the report of a receipt, the worst first; empty if `body` is neither.
// `about` is the file, or the files between commas, that each finding names first.
std::vector<diag::Finding> parse_outcome(std::string_view body, const std::string& about = {});

// A finding that the request was refused, and all findings of the response.
std::vector<diag::Finding> refusal_findings(int status, std::string_view body, const std::string& about = {});

// The message ids of the issues, also of those without arguments.
std::vector<std::string> issue_ids(std::string_view body);

} // namespace renkei::client
