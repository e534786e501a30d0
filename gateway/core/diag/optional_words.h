// Kinds of arguments that a message has words around, and of which nothing is left if the argument is empty
// or missing: codes of kind "optional" in messages/words.def.
#pragma once

#include "gateway/core/diag/message.h"

#include <string>
#include <string_view>

namespace renkei::diag {

bool is_optional(std::string_view kind);
// The words with {} for the argument; empty: the kind is none of these.
std::string optional_words(std::string_view kind, Language language);

} // namespace renkei::diag
