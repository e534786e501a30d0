// What would have been right, for people who wrote something else.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace renkei::text {

std::string alternatives(std::span<const std::string_view> words); // "a | b | c"

} // namespace renkei::text
