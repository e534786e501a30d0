// A place as its reader says it: "a.csv:3: row 3 column 21 (byte 412)", "a.csv:3: 3 行 21 列目（412
// バイト目）"; and back.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/core/diag/where.h"

#include <optional>
#include <string_view>

namespace renkei::diag {

std::string to_text(const Where& where, Language language);
// A place without a path, out of such a text in either language; nothing if it says less than a line or a
// cell.
std::optional<Where> read_where(std::string_view text);

} // namespace renkei::diag
