#include "gateway/app/cli/program.h"

#include "gateway/app/cli/settings.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/base/user_cache.h"
#include "generated/messages/cli.h"
#include "generated/messages/definitions.h"

#include <unistd.h>

#include <algorithm>
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

// All rows with `name`, else all rows.
std::span<const CommandRow> rows_to_describe(std::string_view name) {
    const auto found = std::ranges::find(commands(), name, &CommandRow::name);
    return found == commands().end() ? commands() : std::span(&*found, 1);
}

Describe describe_of(const CommandRow& row, std::span<const NetworkCommand> network) {
    const auto found = std::ranges::find(network, row.name, &NetworkCommand::name);
    return found == network.end() ? row.describe : found->describe;
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
int run(std::span<const char* const> arguments, std::span<const NetworkCommand> network,
        Usage::Failed failed) {
    CommandSettings settings;
    settings.language = choose_language(arguments);
    const bool wants_manual = asks_for_manual(arguments);
    const std::string_view word = wants_manual ? std::string_view() : command_word(arguments);
    const std::span<const CommandRow> rows = rows_to_describe(word);
    const bool is_named = rows.size() == 1;
    if (network.empty() && (wants_manual || (is_named && rows.front().describe == nullptr))) {
        return static_cast<int>(
            start_network_program(arguments, wants_manual ? manual : word, settings.language));
    }
    Usage usage(settings.language, {"Standards gateway for Japanese care: ministry forms to FHIR R4 and back",
                                    "連携: 介護の様式（CSV・JSON）と FHIR R4 を相互に変換します"});
    Command top = usage.top();
    top.choice(
        "--lang", settings.language_name, {"en", "ja"},
        {"Language of messages (else from LANG)", "メッセージの言語（指定がなければ LANG に従います）"});
    for (const CommandRow& row : rows) {
        const Command command = top.command(std::string(row.name), row.about);
        if (is_named || wants_manual) {
            describe_of(row, network)(command, settings);
        }
    }
    const ExitCode code = usage.run(static_cast<int>(arguments.size()), arguments.data(), failed);
    const std::error_code trouble = take_output_error();
    return static_cast<int>(trouble ? worse(code, cannot_print(trouble, settings.language)) : code);
}

} // namespace renkei::cli
