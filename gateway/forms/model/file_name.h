// File names that say what is in the file: NYUIN_9970100013_43_9910100016_00_20260113101500.CSV
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/model/record.h"

#include <string>
#include <string_view>

namespace renkei::model {

// Empty if the syntax has no pattern of names.
std::string file_name(const Record& record, const Syntax& syntax);

// Compares a name that follows the pattern with the record; any other name is not compared. Another form type
// is an error, another sender, receiver or time a warning.
void check_file_name(std::string_view name, const Record& record, const Syntax& syntax, diag::Report& report);

} // namespace renkei::model
