#include "gateway/app/cli/terminal.h"

#include "gateway/core/base/file_descriptor.h"
#include "gateway/core/text/utf8.h"

#include <atomic>

namespace renkei::cli {

namespace {

std::atomic<int> output_error = 0;

std::size_t columns_of(text::CodePoint letter) { return letter.value >= first_wide ? 2 : 1; }

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

std::size_t columns_of(std::string_view text) {
    std::size_t out = 0;
    for (std::size_t i = 0; i < text.size();) {
        const text::CodePoint letter = text::code_point_at(text, i);
        out += columns_of(letter);
        i += letter.size;
    }
    return out;
}

std::string cell(std::string_view text, std::size_t width) {
    std::string out;
    std::size_t used = 0;
    for (std::size_t i = 0; i < text.size();) {
        const text::CodePoint letter = text::code_point_at(text, i);
        if (used + columns_of(letter) > width - 1) {
            out += "…";
            ++used;
            break;
        }
        out += text.substr(i, letter.size);
        used += columns_of(letter);
        i += letter.size;
    }
    return out + std::string(width > used ? width - used : 0, ' ');
}

} // namespace renkei::cli
