// The sharing matrix of a command.
#pragma once

#include "gateway/app/online/command_line.h"
#include "gateway/network/sharing/matrix.h"

#include <optional>

namespace renkei::online {

// Of the mappings in use. None: what is wrong has been printed.
std::optional<sharing::Matrix> open_matrix(const CommandSettings& settings);

} // namespace renkei::online
