// The inside of a JSON string -> text. Refuses unknown escapes, NUL and halves of surrogate pairs.
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/core/diag/message.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace renkei::json {

struct BadEscape {
    diag::Message message;
    const char* at;
    std::size_t size;
};

// `inside`: between the quotes; UTF-8, without control characters. `text` is put into the arena.
std::optional<BadEscape> unescape(std::string_view inside, base::Arena& arena, std::string_view& text);

} // namespace renkei::json
