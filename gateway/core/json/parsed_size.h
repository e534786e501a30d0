// How much memory a document will take once it is parsed.
#pragma once

#include <cstdint>
#include <string_view>

namespace renkei::json {

// How many bytes Parser and Tree need beside the input. The number is never too small, and close to the real
// one if texts hold few commas and colons.
std::uint64_t parsed_size(std::string_view input);

} // namespace renkei::json
