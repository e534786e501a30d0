#include "gateway/app/cli/terminal.h"
#include "gateway/app/online/network_commands.h"

#include <exception>
#include <string>

// A boundary: what a library throws ends here.
int main(int count, char** arguments) try {
    return renkei::cli::run({arguments, static_cast<std::size_t>(count)}, renkei::online::commands());
} catch (const std::exception& thrown) {
    renkei::cli::print_error(std::string("renkei: ") + thrown.what() + "\n");
    return static_cast<int>(renkei::cli::ExitCode::environment);
}
