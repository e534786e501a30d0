// How a CSV syntax encloses values, and what it cannot write in one.
#pragma once

#include "gateway/core/csv/writer.h"
#include "gateway/forms/form/form.h"

#include <string>
#include <vector>

namespace renkei::record {

csv::Quote quote_of(const form::Syntax& syntax, bool is_text);

// Puts another character in the place of each that the syntax cannot write, and says which.
std::vector<text::EncodeNote> replace_unwritable(const form::Syntax& syntax, std::string& value);

} // namespace renkei::record
