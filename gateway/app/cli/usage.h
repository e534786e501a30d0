// The command line as the program describes it: commands, options and what they mean, in both languages.
// Parsing, --help and the man page come from this one description. The only file that uses CLI11.
#pragma once

#include "gateway/app/cli/exit_code.h"
#include "gateway/app/cli/text.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace renkei::cli {

// Values are written into variables that outlive the parsing; `name` is "--to" or "-o,--output".
class Command {
public:
    using Action = std::function<ExitResult()>;
    // `chosen` receives the action of the command on the command line.
    Command(CLI::App& app, Language language, Action& chosen)
        : app_(&app),
          language_(language),
          chosen_(&chosen) {}

    Command command(const std::string& name, Text about); // a command below this one
    Command hidden(const std::string& name, Text about);
    Command& examples(Text text);

    enum class Required : bool { no, yes };
    Command& operand(const std::string& name, std::string& value, Text about, Required must = Required::yes);
    Command& operands(const std::string& name, std::vector<std::string>& values, Text about); // one or more
    Command& option(const std::string& name, std::string& value, std::string_view placeholder, Text about);
    // None: the option was not given, unlike an empty value.
    Command& option(const std::string& name, std::optional<std::string>& value, std::string_view placeholder,
                    Text about);
    // A filter of a list. An empty value (an unset shell variable, say) is refused, because it would show
    // everything.
    Command& filter(const std::string& name, std::string& value, std::string_view placeholder, Text about);
    Command& options(const std::string& name, std::vector<std::string>& values, std::string_view placeholder,
                     Text about);
    Command& choice(const std::string& name, std::string& value, std::vector<std::string> choices,
                    Text about);
    // from 1
    Command& number(const std::string& name, unsigned& value, std::string_view placeholder, Text about,
                    unsigned most = 9999);
    Command& flag(const std::string& name, bool& value, Text about);
    // A flag with which the command needs no operands.
    Command& mode(const std::string& name, bool& value, Text about);

    // The first of these options and operands that stands on the command line; empty: none does.
    std::string first_given(const std::vector<std::string>& names) const;

    void run(Action action);

private:
    std::string in_language(Text text) const { return text.in(language_); }
    CLI::App* app_;
    Language language_;
    Action* chosen_;
};

class Usage {
public:
    Usage(Language language, Text about);
    ~Usage(); // where CLI::App is known

    Command top();
    // Parses the command line and runs its command; prints help, usage errors and the man page. `failed`
    // prints the error that ended the command, and says with which code.
    using Failed = ExitCode (*)(diag::Error, Language);
    ExitCode run(int count, const char* const* arguments, Failed failed);

    std::string man_page() const;

private:
    std::unique_ptr<CLI::App> app_;
    Language language_;
    Command::Action chosen_;
    bool wants_man_ = false;
};

} // namespace renkei::cli
