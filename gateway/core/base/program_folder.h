// Where the running program is installed or built.
#pragma once

#include <filesystem>

namespace renkei::base {

// The folder that holds bin/, libexec/renkei/ and share/: /usr, or a build folder. Empty without /proc.
std::filesystem::path installation_folder();

} // namespace renkei::base
