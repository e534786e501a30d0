// How a file is read: what the ministry's tables call wrong is refused, or what people commonly write is
// understood and said.
#pragma once

#include "gateway/text/guess.h"

#include <cstdint>
#include <optional>
#include <string>

namespace renkei::forms {

enum class Manner : std::uint8_t {
    strict,
    lenient, // also 和暦 and slash dates, full width, "" in a code, number as text, surplus columns, gaiji as
             // 〓: each is reported
};

struct ReadOptions {
    Manner manner = Manner::strict;
    std::optional<text::Encoding> encoding{}; // none: what the syntax says
    std::string file{};                       // for findings
};

} // namespace renkei::forms
