// Standard output and standard error.
#pragma once

#include <string_view>

namespace renkei::cli {

bool print(std::string_view text);        // to standard output; false if it cannot be written
void print_error(std::string_view text);  // to standard error
bool error_is_terminal();

}  // namespace renkei::cli
