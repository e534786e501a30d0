// Text for a terminal: one line, whatever it holds. A control character or an unseen mark in a text must not
// control a terminal, change its reading order, or begin a line; they are written as JSON writes them, so
// JSON stays what it was.
#pragma once

#include <string>

namespace renkei::diag {

std::string on_one_line(const std::string& text);

} // namespace renkei::diag
