// The command line as the program describes it: commands, options and what they mean, in both languages.
// Parsing, --help and the man page come from this one description. The only file that uses CLI11.
#pragma once

#include "gateway/app/cli/exit_code.h"
#include "gateway/app/cli/text.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace renkei::cli {

// What the help says of a command, an option or an operand: a line of a table (commands.tsv).
struct HelpRow {
    std::string_view command{}; // "renkei map": what stands for it stands for the commands below it, too
    std::string_view name{};    // "check", "--to", "IN"
    std::string_view value{};   // what the help calls the value
    std::string_view english{};
    std::string_view japanese{}; // empty: as in English

    Text text() const { return {english, japanese.empty() ? english : japanese}; }
};

// What the commands of one command line share.
struct CommandLine {
    Language language;
    std::vector<HelpRow> rows{};
    std::function<ExitResult()> chosen{}; // of the command that is named
};

// Values are written into variables that outlive the parsing; `name` is "--to" or "-o,--output".
class Command {
public:
    using Action = std::function<ExitResult()>;
    // `path`: in the tables of help.
    Command(CLI::App& app, std::string path, CommandLine& line)
        : app_(&app),
          path_(std::move(path)),
          line_(&line) {}

    Command command(const std::string& name); // a command below this one
    // The same, which the tables call `path`.
    Command command(const std::string& name, const std::string& path);
    Command hidden(const std::string& name);
    void example(const std::string& text); // in the place of those of the tables
    Text text(std::string_view name) const { return row(name).text(); }

    enum class Required : bool { no, yes };
    Command& operand(const std::string& name, std::string& value, Required must = Required::yes);
    Command& operands(const std::string& name, std::vector<std::string>& values); // one or more
    Command& option(const std::string& name, std::string& value);
    // None: the option was not given, unlike an empty value.
    Command& option(const std::string& name, std::optional<std::string>& value);
    // A filter of a list. An empty value (an unset shell variable, say) is refused, because it would show
    // everything.
    Command& filter(const std::string& name, std::string& value);
    Command& options(const std::string& name, std::vector<std::string>& values);
    Command& choice(const std::string& name, std::string& value, std::vector<std::string> choices);
    Command& number(const std::string& name, unsigned& value, unsigned most = 9999); // from 1
    Command& flag(const std::string& name, bool& value);
    // A flag with which the command needs no operands.
    Command& mode(const std::string& name, bool& value);

    // The first of these options and operands that stands on the command line; empty: none does.
    std::string first_given(const std::vector<std::string>& names) const;

    void run(Action action);

private:
    const HelpRow& row(std::string_view name) const;
    std::string about(std::string_view name) const { return text(name).in(line_->language); }
    CLI::App* app_;
    std::string path_;
    CommandLine* line_;
};

class Usage {
public:
    // `tables`: of help, with all commands that are described.
    Usage(Language language, std::span<const std::string_view> tables);
    ~Usage(); // where CLI::App is known

    Command top();
    std::vector<std::string_view> commands() const; // of the tables
    // Parses the command line and runs its command; prints help, usage errors and the man page. `failed`
    // prints the error that ended the command, and says with which code.
    using Failed = ExitCode (*)(diag::Error, Language);
    ExitCode run(int count, const char* const* arguments, Failed failed);

    std::string man_page() const;

private:
    CommandLine line_;
    std::unique_ptr<CLI::App> app_;
    bool wants_man_ = false;
};

} // namespace renkei::cli
