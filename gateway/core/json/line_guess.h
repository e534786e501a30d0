// One JSON document, or one on every line (NDJSON)? Decided by the first two lines that are not blank.
#pragma once

#include <string>
#include <string_view>

namespace renkei::json {

// A line that ends with } never goes on in one that begins with {: between them stands a comma, in every way
// to lay out JSON. Where the second line begins otherwise, the first one is read: if it is a whole object,
// lines are documents, and the second one is wrong by itself.
bool has_line_per_document(std::string_view bytes);

// The same for a file with this name. Where it ends in .ndjson or .jsonl, lines are documents unless neither
// of the two is a whole object: then it is one document over several lines.
bool has_line_per_document(std::string_view bytes, std::string_view file_name);

// Of a file with a document on every line: the first of the two that is a whole object, by which it is known
// what the file holds; if none is, the first.
std::string_view line_that_says_what(std::string_view bytes);

// May a file have a document on every line, as its name says?
bool is_named_by_line(std::string_view file_name);

} // namespace renkei::json
