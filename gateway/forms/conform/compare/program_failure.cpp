#include "gateway/core/base/word_list.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/conform/compare/conform_folder.h"

#include <algorithm>
#include <array>

namespace renkei::conform {
namespace {

// What failures print: the shell and the kernel, C and C++, Python, Java, .NET, Node.js, Go, Rust, Ruby, PHP.
constexpr std::array<std::string_view, 30> marks_of_failure{"Segmentation fault",
                                                            "segmentation fault",
                                                            "core dumped",
                                                            "Bus error",
                                                            "Illegal instruction",
                                                            "Floating point exception",
                                                            "terminate called",
                                                            "Assertion `",
                                                            "ERROR: AddressSanitizer",
                                                            "stack smashing detected",
                                                            "command not found",
                                                            "Traceback (most recent call last)",
                                                            "Exception in thread",
                                                            "java.lang.",
                                                            "Unhandled exception",
                                                            "Uncaught ",
                                                            "UnhandledPromiseRejection",
                                                            "node:internal/",
                                                            "goroutine 1 [running]",
                                                            "panic: ",
                                                            "' panicked at ",
                                                            "PHP Fatal error",
                                                            "SIGSEGV",
                                                            "NullPointerException",
                                                            "NullReferenceException",
                                                            "TypeError: ",
                                                            "timed out",
                                                            "Killed  ",
                                                            "Aborted  ",
                                                            "out of memory"};
// What a shell prints of a process that a signal ended: as a line of its own, or before the command.
constexpr std::array<std::string_view, 3> lines_of_failure{"Killed", "Aborted", "Terminated"};

constexpr std::array<std::string_view, 13> failure_codes{
    "transient", "lock-error", "no-store", "exception", "timeout",   "incomplete", "throttled",
    "security",  "login",      "unknown",  "expired",   "forbidden", "suppressed"};

} // namespace

std::optional<std::string> failure_in(std::string_view reason) {
    while (!reason.empty()) {
        const std::string_view line = text::next_part(reason, '\n');
        const auto has = [&](std::string_view mark) { return line.find(mark) != std::string_view::npos; };
        if (std::ranges::any_of(marks_of_failure, has) ||
            base::is_one_of(text::trim(line), lines_of_failure)) {
            return std::string(text::trim(line));
        }
    }
    return std::nullopt;
}

bool is_failure_code(std::string_view code) { return base::is_one_of(code, failure_codes); }

} // namespace renkei::conform
