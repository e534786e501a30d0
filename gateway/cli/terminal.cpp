#include "gateway/cli/terminal.h"

#include "gateway/base/descriptor.h"

namespace renkei::cli {

bool print(std::string_view text) { return base::write_all(STDOUT_FILENO, text); }

void print_error(std::string_view text) { base::write_all(STDERR_FILENO, text); }

bool error_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace renkei::cli
