// A receipt as text, so that the answer to a repeated request is the first one.
#pragma once

#include "gateway/network/documents/intake.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::documents {

std::string to_text(const Receipt& receipt);
// Nothing if the text was written by another version of this program.
std::optional<Receipt> parse_receipt(std::string_view text);

} // namespace renkei::documents
