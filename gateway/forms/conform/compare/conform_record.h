// A result compared with what is expected: its record, item by item, and how its file is written.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/form/form.h"

#include <string_view>

namespace renkei::conform {

// Adds one finding per item that differs, with its printed name and the place in the record
// ("visits[1].staff[0].name"). Documents are separated by an empty line. `file`: what the findings are about.
void compare_records(const form::Form& form, std::string_view expected, std::string_view found,
                     std::string_view file, diag::Report& report);

// Adds an error for the first record of a CSV file that does not end with CRLF. `syntax`: null for a
// bundle, which is written in any way.
void check_form_file(const form::Syntax* syntax, std::string_view bytes, diag::Report& report);

} // namespace renkei::conform
