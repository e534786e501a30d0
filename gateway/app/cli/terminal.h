// Standard output and standard error.
#pragma once

#include "gateway/app/cli/text.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

namespace renkei::cli {

// To standard output. An error does not stop the command; it is asked for once at the end.
void print(std::string_view text);
template <class... Arguments>
void print(const Text& text, Language language, const Arguments&... arguments) {
    print(formatted(text, language, arguments...));
}
std::error_code take_output_error();     // the first error since the last call; false: none
void print_error(std::string_view text); // to standard error
bool error_is_terminal();

inline constexpr char32_t first_wide = 0x1100; // characters from here on take two columns
std::size_t columns_of(std::string_view text);
// As much of a text as fits, filled up to the width.
std::string cell(std::string_view text, std::size_t width);

} // namespace renkei::cli
