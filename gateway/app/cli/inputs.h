// The inputs of a command: files, directories, standard input.
#pragma once

#include "gateway/app/cli/settings.h"

namespace renkei::cli {

// The files of the arguments, at least one.
diag::Result<std::vector<std::filesystem::path>> inputs_of(const std::vector<std::string>& arguments);

} // namespace renkei::cli
