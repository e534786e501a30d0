// A text of the command line in both languages, and which language this person reads.
#pragma once

#include "gateway/diag/message.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::cli {

using diag::Language;

struct Text {
    std::string_view english;
    std::string_view japanese;

    std::string in(Language language) const { return std::string(language == Language::japanese ? japanese : english); }
};

// --lang if it stands among the arguments, else LC_ALL, LC_MESSAGES, LANG. Known before anything else is said.
Language choose_language(std::span<const char* const> arguments);

}  // namespace renkei::cli
