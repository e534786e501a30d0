// Kinds of arguments that a message has words around, and of which nothing is left if the argument is empty
// or missing: {0:nearest}, a known name near a wrong one; {0:standard}, the number of columns without
// extension items; {0:zeros}, a value with the zeros that it may have lost; {0:exponent}, a number that was
// shortened.
#pragma once

#include "gateway/core/diag/message.h"

#include <string>
#include <string_view>

namespace renkei::diag {

bool is_optional(std::string_view kind);
std::string optional_words(std::string_view kind, std::string_view argument, Language language);

} // namespace renkei::diag
