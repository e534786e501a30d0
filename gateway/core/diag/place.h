// A place as its reader says it: "a.csv:3: row 3 column 21 (byte 412)", "a.csv:3: 3 行 21 列目（412
// バイト目）".
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/core/diag/where.h"

#include <string>

namespace renkei::diag {

std::string to_text(const Where& where, Language language);

} // namespace renkei::diag
