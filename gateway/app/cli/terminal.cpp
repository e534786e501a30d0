#include "gateway/app/cli/terminal.h"

#include "gateway/core/base/file_descriptor.h"

#include <atomic>

namespace renkei::cli {

namespace {

std::atomic<int> output_error = 0;

} // namespace

// After an error nothing more is printed: output with a missing part would look complete.
void print(std::string_view text) {
    if (output_error == 0 && !base::write_all(STDOUT_FILENO, text)) {
        output_error = errno;
    }
}

std::error_code take_output_error() { return {output_error.exchange(0), std::generic_category()}; }

void print_error(std::string_view text) { base::write_all(STDERR_FILENO, text); }

bool error_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

} // namespace renkei::cli
