#include "gateway/app/cli/network_program.h"

#include "gateway/app/cli/settings.h"
#include "gateway/core/base/program_folder.h"
#include "generated/messages/definitions.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

namespace renkei::cli {

ExitCode start_network_program(std::span<const char* const> arguments, std::string_view command,
                               Language language) {
    const std::string program = (base::installation_folder() / "libexec/renkei/renkei-network").string();
    std::vector<char*> words; // execv() changes none, but takes no constants
    std::ranges::transform(arguments, std::back_inserter(words),
                           [](const char* word) { return const_cast<char*>(word); });
    words.push_back(nullptr);
    // without /proc it is not known where this program is, and a folder of the caller's choice is no place
    // for it
    if (std::filesystem::path(program).is_absolute()) {
        ::execv(program.c_str(), words.data());
    } else {
        errno = ENOENT;
    }
    const std::error_code why(errno, std::generic_category());
    print_finding(diag::finding(diag::message::program_missing, {.file = program},
                                {std::string(command), program, why.message()}),
                  language);
    return ExitCode::environment;
}

} // namespace renkei::cli
