// Texts of the command line in both languages, and the language of the user.
#pragma once

#include "gateway/core/diag/message.h"

#include <fmt/format.h>

#include <span>

namespace renkei::cli {

using diag::Language;
using Text = diag::BilingualText;

// --lang if given, else LC_ALL, LC_MESSAGES, LANG. Called before anything is printed.
Language choose_language(std::span<const char* const> arguments);

// With {0} {1} … filled in.
template <class... Arguments>
std::string formatted(const Text& text, Language language, const Arguments&... arguments) {
    return fmt::format(fmt::runtime(text.in(language)), arguments...);
}

} // namespace renkei::cli
