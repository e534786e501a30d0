#include "gateway/app/cli/usage.h"

#include "gateway/app/cli/man_page.h"
#include "gateway/app/cli/settings.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/base/version.h"
#include "gateway/core/diag/finding.h"
#include "gateway/core/text/tab_table.h"
#include "gateway/forms/form/nearest.h"
#include "generated/messages/cli.h"
#include "generated/texts/cli.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <span>

namespace renkei::cli {
namespace {

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

const HelpRow& Command::row(std::string_view name) const {
    std::string_view path = path_;
    while (true) {
        const auto found = std::ranges::find_if(
            line_->rows, [&](const HelpRow& each) { return each.command == path && each.name == name; });
        if (found != line_->rows.end()) {
            return *found;
        }
        assert(!path.empty()); // a name without help
        const std::size_t end = path.rfind(' ');
        path = end == std::string_view::npos ? std::string_view() : path.substr(0, end);
    }
}

Command Command::command(const std::string& name) { return command(name, path_ + " " + name); }

Command Command::command(const std::string& name, const std::string& path) {
    const std::size_t last = path.rfind(' ');
    const Command called(*app_, path.substr(0, last), *line_);
    CLI::App* const below = app_->add_subcommand(name, called.about(path.substr(last + 1)));
    prepare(*below, line_->language);
    below->fallthrough(); // what stands for the whole program, such as --lang, may stand at the end, too
    below->group(commands_title.in(line_->language));
    std::vector<std::string> footer;
    for (const HelpRow& each : line_->rows) {
        if (each.command == path && each.name == "footer") {
            footer.push_back(each.text().in(line_->language));
        }
    }
    below->footer(fmt::format("{}", fmt::join(footer, "\n")));
    return {*below, path, *line_};
}

Command Command::hidden(const std::string& name) {
    Command out = command(name);
    out.app_->group("");
    return out;
}

void Command::example(const std::string& text) { app_->footer(text); }

Command& Command::operand(const std::string& name, std::string& value, Required must) {
    app_->add_option(name, value, about(name))->required(must == Required::yes)->option_text(" ");
    return *this;
}

Command& Command::operands(const std::string& name, std::vector<std::string>& values) {
    app_->add_option(name, values, about(name))->required()->option_text("...");
    return *this;
}

Command& Command::option(const std::string& name, std::string& value) {
    app_->add_option(name, value, about(name))->option_text(std::string(row(name).value));
    return *this;
}

Command& Command::option(const std::string& name, std::optional<std::string>& value) {
    const std::function<void(const std::string&)> set = [&value](const std::string& text) { value = text; };
    app_->add_option_function(name, set, about(name))->option_text(std::string(row(name).value));
    return *this;
}

Command& Command::filter(const std::string& name, std::string& value) {
    app_->add_option(name, value, about(name))
        ->option_text(std::string(row(name).value))
        ->check([expected = std::string(row(name).value)](const std::string& text) {
            return text.empty() ? fmt::format("\"\" ({})", expected) : std::string();
        });
    return *this;
}

Command& Command::options(const std::string& name, std::vector<std::string>& values) {
    app_->add_option(name, values, about(name))
        ->option_text(std::string(row(name).value))
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    return *this;
}

Command& Command::choice(const std::string& name, std::string& value, std::vector<std::string> choices) {
    const std::string all = fmt::format("{}", fmt::join(choices, "|"));
    app_->add_option(name, value, about(name))
        ->option_text(all)
        ->check([choices = std::move(choices), all](const std::string& text) {
            return std::ranges::find(choices, text) == choices.end() ? fmt::format("{} ({})", text, all)
                                                                     : std::string();
        });
    return *this;
}

Command& Command::number(const std::string& name, unsigned& value, unsigned most) {
    const std::string range = fmt::format("1…{}", most);
    app_->add_option(name, value, about(name))
        ->option_text(fmt::format("{} ({})", row(name).value, range))
        ->check([most, range](const std::string& text) {
            unsigned number = 0;
            const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
            const bool fits =
                problem == std::errc() && end == text.data() + text.size() && number >= 1 && number <= most;
            return fits ? std::string() : fmt::format("{} ({})", text, range);
        });
    return *this;
}

Command& Command::flag(const std::string& name, bool& value) {
    app_->add_flag(name, value, about(name));
    return *this;
}

Command& Command::mode(const std::string& name, bool& value) {
    const std::function<void(std::int64_t)> set = [app = app_, &value](std::int64_t) {
        value = true;
        for (CLI::Option* const option : app->get_options()) { // before CLI11 looks for what is required
            option->required(option->get_required() && !option->get_positional());
        }
    };
    app_->add_flag_function(name, set, about(name));
    return *this;
}

std::string Command::first_given(const std::vector<std::string>& names) const {
    const auto given = std::ranges::find_if(
        names, [&](const std::string& name) { return app_->get_option(name)->count() > 0; });
    return given == names.end() ? "" : *given;
}

void Command::run(Action action) {
    app_->callback([line = line_, action = std::move(action)] { line->chosen = action; });
}

Usage::Usage(Language language, std::span<const std::string_view> tables) : line_{.language = language} {
    for (const std::string_view table : tables) {
        const auto rows = text::table_rows<HelpRow, &HelpRow::command, &HelpRow::name, &HelpRow::value,
                                           &HelpRow::english, &HelpRow::japanese>(table);
        line_.rows.insert(line_.rows.end(), rows.begin(), rows.end());
    }
    app_ = std::make_unique<CLI::App>("", "renkei");
    app_->description(top().text("renkei").in(language));
    prepare(*app_, language);
    app_->set_version_flag("--version", name_and_version(), version_about.in(language));
    app_->get_option("--version")->group(options_title.in(language));
    app_->add_flag("--man", wants_man_)->group("");
}

Usage::~Usage() = default;

std::vector<std::string_view> Usage::commands() const {
    std::vector<std::string_view> out;
    for (const HelpRow& each : line_.rows) {
        if (each.command == "renkei" && each.name.front() >= 'a') {
            out.push_back(each.name);
        }
    }
    return out;
}

Command Usage::top() { return {*app_, "renkei", line_}; }

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
        return explain_wrong_usage(error, *app_, {arguments, static_cast<std::size_t>(count)},
                                   line_.language);
    }
    if (wants_man_) {
        print(man_page());
        return ExitCode::clean;
    }
    if (!line_.chosen) {
        const std::string known = names_of(shown_commands(innermost(*app_)));
        print_finding(diag::finding(message::usage_command_missing, {}, {command_path(*app_), known}),
                      line_.language);
        print_error(help_of(*app_));
        return ExitCode::usage;
    }
    return code_of(line_.chosen(), failed, line_.language);
}

std::string Usage::man_page() const { return renkei::cli::man_page(*app_, line_.language); }

} // namespace renkei::cli
