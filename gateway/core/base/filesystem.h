// std::filesystem by its short name.
#pragma once

#include <filesystem>

namespace renkei {

namespace fs = std::filesystem;

} // namespace renkei
