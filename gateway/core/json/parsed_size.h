// What a document takes in memory once it is parsed, known before it is.
#pragma once

#include <cstdint>
#include <string_view>

namespace renkei::json {

// Bytes that Parser and Tree need beside the input: not less than they take, and close to it where texts hold
// few commas and colons.
std::uint64_t parsed_size(std::string_view input);

} // namespace renkei::json
