// Which files have characters that are replaced for their receiver, and what it learns of them.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/text/encoding_guess.h"
#include "gateway/core/text/repertoire.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::documents {

constexpr std::string_view replaced_field = "Renkei-Replaced"; // of HTTP

// May the file have characters that are replaced for its receiver? Also if something is odd in it. Without an
// encoding it is UTF-8.
bool has_replaced_characters(std::string_view file, std::optional<text::Encoding> encoding,
                             text::Characters characters);

// Of a report of writing.
diag::Report replacements_of(const diag::Report& written);

// As a list of RFC 9651: each item of the form with the characters that its text had and has,
// "client_name";from="U+9AD9";to="U+9AD8". Of very many the first ones, then more;count=12. Empty: there are
// none.
std::string replaced_field_value(const diag::Report& written);

} // namespace renkei::documents
