// How deep groups may lie inside each other; the loader refuses more, so that walks may keep their path on the stack.
#pragma once

#include <cstddef>

namespace renkei::forms {

inline constexpr std::size_t deepest_group = 32;

}  // namespace renkei::forms
