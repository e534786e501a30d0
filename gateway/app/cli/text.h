// Texts of the command line in both languages, and the language of the user.
#pragma once

#include "gateway/core/diag/message.h"

#include <span>

namespace renkei::cli {

using diag::Language;
using Text = diag::BilingualText;

// --lang if given, else LC_ALL, LC_MESSAGES, LANG. Called before anything is printed.
Language choose_language(std::span<const char* const> arguments);

} // namespace renkei::cli
