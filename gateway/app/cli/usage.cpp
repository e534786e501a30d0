#include "gateway/app/cli/usage.h"

#include "gateway/app/cli/man_page.h"
#include "gateway/app/cli/settings.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/base/version.h"
#include "gateway/core/diag/finding.h"
#include "gateway/forms/form/nearest.h"
#include "generated/messages/cli.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace renkei::cli {
namespace {

constexpr Text options_title{"Options", "オプション"};
constexpr Text commands_title{"Commands", "コマンド"};
constexpr Text help_about{"Print this help and exit", "この説明を表示して終わります"};
constexpr Text version_about{"Print the version and exit", "版を表示して終わります"};

std::string name_and_version() { return "renkei " + std::string(base::program_version); }

struct Label {
    std::string_view name; // in CLI11's formatter
    Text text;
};
constexpr std::array<Label, 8> labels{{{"Usage", {"Usage", "使い方"}},
                                       {"Positionals", {"Arguments", "引数"}},
                                       {"OPTIONS", {"OPTIONS", "オプション"}},
                                       {"SUBCOMMAND", {"COMMAND", "コマンド"}},
                                       {"SUBCOMMANDS", {"COMMANDS", "コマンド"}},
                                       {"REQUIRED", {"(required)", "（必須）"}},
                                       {"Needs", {"Needs", "要"}},
                                       {"Excludes", {"Excludes", "不可"}}}};

std::shared_ptr<CLI::Formatter> formatter(Language language) {
    constexpr std::size_t width = 30;
    auto out = std::make_shared<CLI::Formatter>();
    for (const Label& label : labels) {
        out->label(std::string(label.name), label.text.in(language));
    }
    out->column_width(width);
    return out;
}

void prepare(CLI::App& app, Language language) {
    app.formatter(formatter(language));
    app.set_help_flag("-h,--help", help_about.in(language));
    app.option_defaults()->group(options_title.in(language));
    app.get_help_ptr()->group(options_title.in(language));
}

// CLI11's kinds of wrong usage in our words.
struct WrongUsage {
    CLI::ExitCodes error;
    Message message;
};
constexpr std::array<WrongUsage, 5> wrong_usages{
    {{CLI::ExitCodes::ExtrasError, message::usage_unexpected},
     {CLI::ExitCodes::RequiredError, message::usage_missing},
     {CLI::ExitCodes::ArgumentMismatch, message::usage_no_value},
     {CLI::ExitCodes::ValidationError, message::usage_wrong_value},
     {CLI::ExitCodes::ConversionError, message::usage_wrong_value}}};

// What is said about: CLI11 puts the option before a colon, or "… is required" behind it.
std::string subject(CLI::ExitCodes kind, const std::string& said) {
    const std::string_view end = kind == CLI::ExitCodes::RequiredError      ? " is required"
                                 : kind == CLI::ExitCodes::ArgumentMismatch ? ":"
                                                                            : "\n";
    return said.substr(0, said.find(end));
}

// "renkei map check": the command that was being given.
std::string command_path(const CLI::App& app) {
    std::string out = app.get_name();
    for (const CLI::App* at = &app; !at->get_subcommands().empty(); out += " " + at->get_name()) {
        at = at->get_subcommands().front();
    }
    return out;
}

const CLI::App& innermost(const CLI::App& app) {
    const CLI::App* at = &app;
    while (!at->get_subcommands().empty()) {
        at = at->get_subcommands().front();
    }
    return *at;
}

std::vector<const CLI::App*> shown_commands(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); });
}

std::string names_of(const std::vector<const CLI::App*>& commands) {
    std::vector<std::string> out;
    std::ranges::transform(commands, std::back_inserter(out), &CLI::App::get_name);
    return fmt::format("{}", fmt::join(out, ", "));
}

std::string nearest_command(const std::string& word, const std::vector<const CLI::App*>& commands) {
    std::vector<std::string_view> names;
    std::ranges::transform(commands, std::back_inserter(names),
                           [](const CLI::App* each) -> std::string_view { return each->get_name(); });
    return form::nearest(word, names);
}

// Of "--exprot=kit.zip", "--export"; empty: it is no option, or no option is near.
std::string nearest_option(std::string_view word, const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::App* at = &command; at != nullptr; at = at->get_parent()) {
        for (const CLI::Option* const option : at->get_options()) {
            for (const std::string& name : option->get_lnames()) {
                names.push_back("--" + name);
            }
        }
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    return word.starts_with("--") ? form::nearest(word.substr(0, word.find('=')), known) : "";
}

using Words = std::span<const char* const>; // of the command line, the program's name first

// Where a command was expected when this word came, as the words before it say: "lst" of "peer lst" below
// `peer`.
const CLI::App& command_before(const std::string& word, const CLI::App& app, Words words) {
    const CLI::App* at = &app;
    for (const std::string_view each : words.subspan(1)) {
        if (each == word) {
            break;
        }
        const std::vector<const CLI::App*> below =
            at->get_subcommands([&](const CLI::App* one) { return one->get_name() == each; });
        at = below.empty() ? at : below.front();
    }
    return *at;
}

std::string path_of(const CLI::App& app) {
    return app.get_parent() == nullptr ? app.get_name() : path_of(*app.get_parent()) + " " + app.get_name();
}

ExitCode see_help(const std::string& path, Language language) {
    print_error(diag::sentence(message::usage_see_help, std::vector<std::string>{path}, language) + "\n");
    return ExitCode::usage;
}

ExitCode explain_wrong_usage(const CLI::ParseError& error, const CLI::App& app, Words words,
                             Language language) {
    const std::vector<std::string> surplus = app.remaining(true);
    if (!surplus.empty() && !surplus.front().starts_with('-')) {
        const CLI::App& above = command_before(surplus.front(), app, words);
        if (const std::vector<const CLI::App*> known = shown_commands(above); !known.empty()) {
            print_finding(
                diag::finding(message::usage_no_such_command, {},
                              {surplus.front(), names_of(known), nearest_command(surplus.front(), known)}),
                language);
            return see_help(path_of(above), language);
        }
    }
    const CLI::ExitCodes kind =
        surplus.empty() ? static_cast<CLI::ExitCodes>(error.get_exit_code()) : CLI::ExitCodes::ExtrasError;
    const auto* const found = std::ranges::find(wrong_usages, kind, &WrongUsage::error);
    const Message message = found == wrong_usages.end() ? message::usage_wrong : found->message;
    const std::string about =
        surplus.empty() ? subject(kind, error.what()) : fmt::format("{}", fmt::join(surplus, " "));
    const std::string near = surplus.empty() ? "" : nearest_option(surplus.front(), innermost(app));
    print_finding(diag::finding(message, {}, {about, near}), language);
    return see_help(command_path(app), language);
}

ExitCode code_of(const ExitResult& done, Usage::Failed failed, Language language) {
    if (done) {
        return *done;
    }
    const auto& [error, code] = done.error();
    const ExitCode usual = error && !code ? failed(*error, language) : ExitCode::clean;
    if (error && code) {
        print_finding(*error, language);
    }
    return code.value_or(usual);
}

std::string help_of(const CLI::App& app) {
    const std::string path = command_path(app);
    const CLI::App& named = innermost(app);
    return named.help(&named == &app ? "" : path.substr(0, path.rfind(' ')));
}

} // namespace

Command Command::command(const std::string& name, Text about) {
    CLI::App* const below = app_->add_subcommand(name, in_language(about));
    prepare(*below, language_);
    below->fallthrough(); // what stands for the whole program, such as --lang, may stand at the end, too
    below->group(in_language(commands_title));
    return {*below, language_, *chosen_};
}

Command Command::hidden(const std::string& name, Text about) {
    Command out = command(name, about);
    out.app_->group("");
    return out;
}

Command& Command::examples(Text text) {
    app_->footer(in_language(text));
    return *this;
}

Command& Command::operand(const std::string& name, std::string& value, Text about, Required must) {
    app_->add_option(name, value, in_language(about))->required(must == Required::yes)->option_text(" ");
    return *this;
}

Command& Command::operands(const std::string& name, std::vector<std::string>& values, Text about) {
    app_->add_option(name, values, in_language(about))->required()->option_text("...");
    return *this;
}

Command& Command::option(const std::string& name, std::string& value, std::string_view placeholder,
                         Text about) {
    app_->add_option(name, value, in_language(about))->option_text(std::string(placeholder));
    return *this;
}

Command& Command::option(const std::string& name, std::optional<std::string>& value,
                         std::string_view placeholder, Text about) {
    const std::function<void(const std::string&)> set = [&value](const std::string& text) { value = text; };
    app_->add_option_function(name, set, in_language(about))->option_text(std::string(placeholder));
    return *this;
}

Command& Command::filter(const std::string& name, std::string& value, std::string_view placeholder,
                         Text about) {
    app_->add_option(name, value, in_language(about))
        ->option_text(std::string(placeholder))
        ->check([expected = std::string(placeholder)](const std::string& text) {
            return text.empty() ? fmt::format("\"\" ({})", expected) : std::string();
        });
    return *this;
}

Command& Command::options(const std::string& name, std::vector<std::string>& values,
                          std::string_view placeholder, Text about) {
    app_->add_option(name, values, in_language(about))
        ->option_text(std::string(placeholder))
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    return *this;
}

Command& Command::choice(const std::string& name, std::string& value, std::vector<std::string> choices,
                         Text about) {
    const std::string all = fmt::format("{}", fmt::join(choices, "|"));
    app_->add_option(name, value, in_language(about))
        ->option_text(all)
        ->check([choices = std::move(choices), all](const std::string& text) {
            return std::ranges::find(choices, text) == choices.end() ? fmt::format("{} ({})", text, all)
                                                                     : std::string();
        });
    return *this;
}

Command& Command::number(const std::string& name, unsigned& value, std::string_view placeholder, Text about,
                         unsigned most) {
    const std::string range = fmt::format("1…{}", most);
    app_->add_option(name, value, in_language(about))
        ->option_text(fmt::format("{} ({})", placeholder, range))
        ->check([most, range](const std::string& text) {
            unsigned number = 0;
            const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
            const bool fits =
                problem == std::errc() && end == text.data() + text.size() && number >= 1 && number <= most;
            return fits ? std::string() : fmt::format("{} ({})", text, range);
        });
    return *this;
}

Command& Command::flag(const std::string& name, bool& value, Text about) {
    app_->add_flag(name, value, in_language(about));
    return *this;
}

Command& Command::mode(const std::string& name, bool& value, Text about) {
    const std::function<void(std::int64_t)> set = [app = app_, &value](std::int64_t) {
        value = true;
        for (CLI::Option* const option : app->get_options()) { // before CLI11 looks for what is required
            option->required(option->get_required() && !option->get_positional());
        }
    };
    app_->add_flag_function(name, set, in_language(about));
    return *this;
}

std::string Command::first_given(const std::vector<std::string>& names) const {
    const auto given = std::ranges::find_if(
        names, [&](const std::string& name) { return app_->get_option(name)->count() > 0; });
    return given == names.end() ? "" : *given;
}

void Command::run(Action action) {
    app_->callback([chosen = chosen_, action = std::move(action)] { *chosen = action; });
}

Usage::Usage(Language language, Text about)
    : app_(std::make_unique<CLI::App>(about.in(language), "renkei")),
      language_(language) {
    prepare(*app_, language);
    app_->set_version_flag("--version", name_and_version(), version_about.in(language));
    app_->get_option("--version")->group(options_title.in(language));
    app_->add_flag("--man", wants_man_)->group("");
}

Usage::~Usage() = default;

Command Usage::top() { return {*app_, language_, chosen_}; }

ExitCode Usage::run(int count, const char* const* arguments, Failed failed) {
    // CLI11 reports requests and errors by exceptions, which end here.
    try {
        app_->parse(count, arguments);
    } catch (const CLI::CallForHelp&) {
        print(help_of(*app_));
        return ExitCode::clean;
    } catch (const CLI::CallForVersion&) {
        print(name_and_version() + "\n");
        return ExitCode::clean;
    } catch (const CLI::ParseError& error) {
        return explain_wrong_usage(error, *app_, {arguments, static_cast<std::size_t>(count)}, language_);
    }
    if (wants_man_) {
        print(man_page());
        return ExitCode::clean;
    }
    if (!chosen_) {
        const std::string known = names_of(shown_commands(innermost(*app_)));
        print_finding(diag::finding(message::usage_command_missing, {}, {command_path(*app_), known}),
                      language_);
        print_error(help_of(*app_));
        return ExitCode::usage;
    }
    return code_of(chosen_(), failed, language_);
}

std::string Usage::man_page() const { return renkei::cli::man_page(*app_, language_); }

} // namespace renkei::cli
