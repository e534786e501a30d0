// The program renkei-network, which has the commands that need the network or the store.
#pragma once

#include "gateway/app/cli/exit_code.h"
#include "gateway/app/cli/text.h"

#include <span>
#include <string_view>

namespace renkei::cli {

// Continues this process as renkei-network with the same arguments. Returns only if that fails: the error
// was printed.
ExitCode start_network_program(std::span<const char* const> arguments, std::string_view command,
                               Language language);

} // namespace renkei::cli
