// The program's version. CMake reads it from here, for the packages.
#pragma once

#include <string_view>

namespace renkei::base {

inline constexpr std::string_view program_version = "0.1.0";

} // namespace renkei::base
