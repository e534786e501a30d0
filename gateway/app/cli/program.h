// The program behind main(): it runs the command that is named.
#pragma once

#include "gateway/app/cli/commands.h"

namespace renkei::cli {

struct NetworkCommand {
    std::string_view name; // of a row of commands()
    Describe describe;
};

// `network` is empty in the program `renkei`, which loads neither network nor database: it starts
// renkei-network for those commands, with the same arguments and in the same process. `failed` prints the
// error that ended a command. Returns the exit code.
int run(std::span<const char* const> arguments, std::span<const NetworkCommand> network = {},
        Usage::Failed failed = print_trouble);

} // namespace renkei::cli
