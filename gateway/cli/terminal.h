// Standard output and standard error.
#pragma once

#include <string_view>
#include <system_error>

namespace renkei::cli {

// To standard output. Whoever prints goes on as if it could be written; after the command somebody asks.
void print(std::string_view text);
std::error_code take_output_trouble(); // why something could not be written since this was last asked; false: all was
void print_error(std::string_view text);  // to standard error
bool error_is_terminal();

inline constexpr char32_t first_wide = 0x1100; // letters from here on take two columns: most letters of our files

}  // namespace renkei::cli
