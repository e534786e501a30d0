// What the receiver of a file learns of characters that were replaced for it.
#pragma once

#include "gateway/core/diag/finding.h"

#include <string>
#include <string_view>

namespace renkei::documents {

constexpr std::string_view replaced_field = "Renkei-Replaced"; // of HTTP

// Of a report of writing.
diag::Report replacements_of(const diag::Report& written);

// As a list of RFC 9651: each item of the form with the characters that its text had and has,
// "client_name";from="U+9AD9";to="U+9AD8". Of very many the first ones, then more;count=12. Empty: there are
// none.
std::string replaced_field_value(const diag::Report& written);

} // namespace renkei::documents
