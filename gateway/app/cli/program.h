// The program behind main(): it runs the command that is named.
#pragma once

#include "gateway/app/cli/commands.h"

namespace renkei::cli {

// The commands that need the network or the store.
struct NetworkCommands {
    std::span<const CommandRow> rows{};
    std::string_view help{};              // their table
    Usage::Failed failed = print_trouble; // prints the error that ended a command
};

// `network` is empty in the program `renkei`, which loads neither network nor database: it starts
// renkei-network for those commands, with the same arguments and in the same process. Returns the exit code.
int run(std::span<const char* const> arguments, const NetworkCommands& network = {});

} // namespace renkei::cli
