#include "gateway/cli/terminal.h"

#include "gateway/base/descriptor.h"

#include <atomic>
#include <system_error>

namespace renkei::cli {

namespace {

std::atomic<int> output_error = 0;

} // namespace

// What follows a part that is missing would only look like the whole.
void print(std::string_view text) {
    if (output_error == 0 && !base::write_all(STDOUT_FILENO, text)) {
        output_error = errno;
    }
}

std::optional<std::string> take_output_trouble() {
    const int error = output_error.exchange(0);
    return error == 0 ? std::nullopt : std::optional(std::generic_category().message(error));
}

void print_error(std::string_view text) { base::write_all(STDERR_FILENO, text); }

bool error_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace renkei::cli
