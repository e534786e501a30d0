// A program that failed instead of refusing an input.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::conform {

// The line of a reason in which a runtime, a shell or the operating system reports a crash, a timeout or a
// kill. Nothing: the reason is in the program's own words.
std::optional<std::string> failure_in(std::string_view reason);

// Does this code of OperationOutcome.issue (R4 issue-type) speak of the server or the caller instead of the
// content: one of the codes below `transient` and `security`?
bool is_failure_code(std::string_view code);

} // namespace renkei::conform
