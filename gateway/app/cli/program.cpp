#include "gateway/app/cli/program.h"

#include "gateway/app/cli/settings.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/base/user_cache.h"
#include "generated/messages/cli.h"
#include "generated/messages/definitions.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

namespace renkei::cli {

namespace {

// A closed pipe (`| head`) is no error to print; others are.
ExitCode cannot_print(const std::error_code& why, Language language) {
    if (why != std::errc::broken_pipe) {
        print_finding(diag::finding(diag::message::output_failed, {}, {"stdout: " + why.message()}),
                      language);
    }
    return ExitCode::environment;
}

// The first word that is no option, nor the value of one: there is only --lang before a command.
std::string_view command_word(std::span<const char* const> arguments) {
    for (std::size_t at = 1; at < arguments.size(); ++at) {
        const std::string_view word = arguments[at];
        if (word == "--lang") {
            ++at;
        } else if (!word.starts_with('-')) {
            return word;
        }
    }
    return {};
}

constexpr std::string_view manual = "--man"; // describes all commands

bool asks_for_manual(std::span<const char* const> arguments) {
    return std::ranges::any_of(arguments, [](std::string_view word) { return word == manual; });
}

// Null: none of these has the name.
Describe describe_of(std::string_view name, const NetworkCommands& network) {
    for (const std::span<const CommandRow> rows : {commands(), network.rows}) {
        if (const auto found = std::ranges::find(rows, name, &CommandRow::name); found != rows.end()) {
            return found->describe;
        }
    }
    return nullptr;
}

// Continues this process as renkei-network, which has the commands that need the network or the store, with
// the same arguments. Returns only if that fails: the error was printed.
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
    print_finding(
        diag::finding(diag::message::program_missing, {.file = program}, {command, program, why.message()}),
        language);
    return ExitCode::environment;
}

} // namespace

// Only the command that was named is described. If there is none, all of them are named, for --help.
int run(std::span<const char* const> arguments, const NetworkCommands& network) {
    CommandSettings settings;
    settings.language = choose_language(arguments);
    Usage usage(settings.language, std::array{commands_table(), network.help});
    const bool wants_manual = asks_for_manual(arguments);
    const std::string_view word = wants_manual ? std::string_view() : command_word(arguments);
    const std::vector<std::string_view> names = usage.commands();
    const bool is_named = std::ranges::find(names, word) != names.end();
    if (network.rows.empty() && (wants_manual || (is_named && describe_of(word, network) == nullptr))) {
        return static_cast<int>(
            start_network_program(arguments, wants_manual ? manual : word, settings.language));
    }
    Command top = usage.top();
    top.choice("--lang", settings.language_name, {"en", "ja"});
    for (const std::string_view name : is_named ? std::vector{word} : names) {
        const Command command = top.command(std::string(name));
        if (is_named || wants_manual) {
            describe_of(name, network)(command, settings);
        }
    }
    const ExitCode code = usage.run(static_cast<int>(arguments.size()), arguments.data(), network.failed);
    const std::error_code trouble = take_output_error();
    return static_cast<int>(trouble ? worse(code, cannot_print(trouble, settings.language)) : code);
}

} // namespace renkei::cli
