// The line of column names that the files of some CSV syntaxes begin with.
#pragma once

#include "gateway/core/csv/record.h"
#include "gateway/core/diag/finding.h"
#include "gateway/core/text/encoding_guess.h"
#include "gateway/forms/form/form.h"

#include <optional>
#include <string>

namespace renkei::record {

// Is it a line with one name alone, which stands before the header line?
bool is_interface_line(const csv::Record& line, const form::Syntax& syntax);

// How many cells of the line are names of the syntax's columns.
std::size_t names_in(const csv::Record& line, const form::Form& form, const form::Syntax& syntax);

// The first column that differs from the header line of the syntax; none: it is that line.
std::optional<diag::Finding> header_difference(const csv::Record& line, const form::Form& form,
                                               const form::Syntax& syntax);

// Names stand bare, line end CRLF.
void append_header(const form::Form& form, const form::Syntax& syntax, text::Encoding encoding,
                   std::string& out);

} // namespace renkei::record
