// How a form file is written, beside what it says: readers of the same form elsewhere may be stricter than
// ours.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/form/form.h"

#include <string_view>

namespace renkei::conform {

// Adds an error for the first record of a CSV file that does not end with CRLF. `syntax`: null for a
// bundle, which is written in any way.
void check_form_file(const form::Syntax* syntax, std::string_view bytes, diag::Report& report);

} // namespace renkei::conform
