// Findings about one line of a file with a document on every line: their places become places in the file.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/parser.h"

namespace renkei::json {

void shift(diag::Where& where, const Line& line);

// Adds all findings of the line, also those that its report only counted.
void append(diag::Report& report, const diag::Report& of_line, const Line& line);

} // namespace renkei::json
