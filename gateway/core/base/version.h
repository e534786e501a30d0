// The program's version: of project() in the top CMakeLists.txt.
#pragma once

#include <string_view>

namespace renkei::base {

extern const std::string_view program_version; // "0.2.0", between two releases "0.3.0-dev"

} // namespace renkei::base
