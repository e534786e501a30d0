#include "gateway/core/text/alternatives.h"

#include <fmt/format.h>

namespace renkei::text {

std::string alternatives(std::span<const std::string_view> words) {
    return fmt::format("{}", fmt::join(words, " | "));
}

} // namespace renkei::text
