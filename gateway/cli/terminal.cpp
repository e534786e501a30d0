#include "gateway/cli/terminal.h"

#include <cerrno>
#include <cstddef>
#include <unistd.h>

namespace renkei::cli {
namespace {

bool write_all(int number, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(number, text.data(), text.size());
        if (n < 0 && errno != EINTR) {
            return false;
        }
        text.remove_prefix(n > 0 ? static_cast<std::size_t>(n) : 0);
    }
    return true;
}

}  // namespace

bool print(std::string_view text) { return write_all(STDOUT_FILENO, text); }

void print_error(std::string_view text) { write_all(STDERR_FILENO, text); }

bool error_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace renkei::cli
