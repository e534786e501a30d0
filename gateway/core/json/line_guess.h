// Files with one JSON document, or one on every line (NDJSON): which it is, by the first two lines that are
// not blank, and what is found in a line.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/parser.h"

#include <string_view>

namespace renkei::json {

// However a JSON document is laid out, a line that ends with } is never followed by one that begins with {,
// as a comma stands between them. If the second line begins otherwise, the first one is read: if it is a
// whole object, each line is a document, and the second line is wrong by itself.
bool has_line_per_document(std::string_view bytes);

// The same for a file with this name. If the name ends in .ndjson or .jsonl, each line is a document, unless
// neither of the two lines is a whole object: then the file is one document over several lines.
bool has_line_per_document(std::string_view bytes, std::string_view file_name);

// Is the first line that is not blank a whole object, which the line's end ends?
bool is_document_on_first_line(std::string_view bytes);

// The line by which it is known what a file with a document on every line holds: the first of the two lines
// that is a whole object; if neither is, the first line.
std::string_view line_that_says_what(std::string_view bytes);

// May a file have a document on every line, as its name says?
bool is_named_by_line(std::string_view file_name);

// A place in the line becomes one in the file.
void shift(diag::Where& where, const Line& line);

// Adds all findings of the line, also those that its report only counted.
void append(diag::Report& report, const diag::Report& of_line, const Line& line);

} // namespace renkei::json
