// A cell's text as its CSV syntax can enclose it, and in the characters that its receiver's system has.
#pragma once

#include "gateway/core/csv/writer.h"
#include "gateway/core/text/repertoire.h"
#include "gateway/forms/form/form.h"
#include "gateway/forms/record/csv/cell_writer.h"

#include <string>
#include <vector>

namespace renkei::record {

// Each replacement is in the report; so is, as an error, a text that the item may not hold any more (①
// becomes three characters). Only texts have such characters: codes, dates and numbers are as the form has
// them.
void write_for_receiver(const OutContext& context, const Row& row, const form::Item& item,
                        text::Characters characters, std::string& text);

csv::Quote quote_of(const form::Syntax& syntax, bool is_text);

// Puts another character in the place of each that the syntax cannot write, and says which.
std::vector<text::EncodeNote> replace_unwritable(const form::Syntax& syntax, std::string& value);

} // namespace renkei::record
