// A cell's text in the characters that its receiver's system has.
#pragma once

#include "gateway/core/text/repertoire.h"
#include "gateway/forms/record/csv/cell_writer.h"

#include <string>

namespace renkei::record {

// Each replacement is in the report; so is, as an error, a text that the item may not hold any more (①
// becomes three characters). Only texts have such characters: codes, dates and numbers are as the form has
// them.
void write_for_receiver(const OutContext& context, const Row& row, const form::Item& item,
                        text::Characters characters, std::string& text);

} // namespace renkei::record
