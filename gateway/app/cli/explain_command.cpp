// renkei explain: a filled form as a person reads it, or a message by its id.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/explain_message.h"
#include "gateway/app/cli/reporter.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/explain.h"
#include "generated/messages/cli.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <span>
#include <vector>

namespace renkei::cli {
namespace {

using service::ExplainedItem;
using service::ItemState;

struct Explain {
    std::string input{};
    InputOptions reading{};
    bool filled = false;
    ExitCode run(const CommandSettings& settings) const;
};

struct StateText {
    ItemState state;
    Text text;
};
constexpr std::array<StateText, 4> state_texts{{{ItemState::filled, {"", ""}},
                                                {ItemState::unknown, {"(no value)", "（値なし）"}},
                                                {ItemState::blank, {"(box left blank)", "（空欄）"}},
                                                {ItemState::not_stated, {"(not stated)", "（記載なし）"}}}};

// Line breaks inside a value begin below the value.
std::string indented(const std::string& value, std::size_t depth) {
    std::string out;
    for (const char c : value) {
        out += c;
        out += c == '\n' ? std::string(depth, ' ') : "";
    }
    return out;
}

std::string line_text(const ExplainedItem& line, Language language) {
    constexpr std::size_t step = 2;
    const std::size_t depth = line.depth * step;
    const std::string margin(depth, ' ');
    if (line.is_heading) {
        return fmt::format("{}【{} {}】\n", margin, line.name, line.value);
    }
    std::string out = fmt::format("{}{}: {}", margin, line.name, indented(line.value, depth + step));
    if (!line.code.empty() && line.code != line.value) {
        out += fmt::format(" [{}]", line.code);
    }
    const std::string state = state_texts[static_cast<std::size_t>(line.state)].text.in(language);
    if (!state.empty()) {
        out += (out.ends_with(' ') ? "" : " ") + state;
    }
    return out + (line.note.empty() ? "" : " " + line.note) + "\n";
}

ExitCode explain_ids(std::span<const std::string_view> ids, const CommandSettings& settings) {
    std::vector<ExplainedMessage> all;
    for (const std::string_view id : ids) {
        const diag::Result<std::vector<ExplainedMessage>> found = explain_message(id, settings.language);
        if (!found) {
            Reporter reporter(settings, {});
            reporter.add_failure(found.error());
            return reporter.finish();
        }
        all.insert(all.end(), found->begin(), found->end());
    }
    if (settings.format == "json") {
        print(to_json(all));
        return ExitCode::clean;
    }
    std::string out;
    for (const ExplainedMessage& each : all) {
        out += (out.empty() ? "" : "\n") + to_text(each, settings.language);
    }
    print(out);
    return ExitCode::clean;
}

// A name without a folder and an ending may be a misspelt id as well as a file that is missing.
bool may_be_id(const std::string& input) {
    return input != "-" && input.find_first_of("./") == std::string::npos && !std::filesystem::exists(input);
}

ExitCode Explain::run(const CommandSettings& settings) const {
    const std::vector<std::string_view> ids = message_ids(input);
    if (!ids.empty() && !std::filesystem::exists(input)) {
        return explain_ids(ids, settings);
    }
    if (may_be_id(input)) {
        print_finding(
            diag::finding(diag::message::nothing_to_explain, {}, {input, nearest_message_id(input)}),
            settings.language);
        return ExitCode::usage;
    }
    const std::optional<catalogue::Catalogue> catalogue = open_catalogue(settings);
    if (!catalogue) {
        return ExitCode::environment;
    }
    Reporter reporter(settings, {});
    const diag::Result<service::Input> read = service::read_input(input);
    if (!read) {
        reporter.add_failure(read.error());
        return reporter.finish();
    }
    service::Workspace workspace(*catalogue);
    const service::ExplainOutcome explained = service::explain(workspace, *read, reading.settings());
    for (const service::Explanation& document : explained.documents) {
        std::string out = fmt::format("{} ({} {})\n", document.title, document.form, document.version);
        for (const ExplainedItem& line : document.lines) {
            out += filled && line.state == ItemState::not_stated ? "" : line_text(line, settings.language);
        }
        print(out);
    }
    reporter.add(explained.outcome, {});
    return reporter.finish();
}

} // namespace

void describe_explain_command(Command command, CommandSettings& settings) {
    const auto explain = std::make_shared<Explain>();
    command.operand(
        "IN", explain->input,
        {"File (- is standard input), or the id of a message; a file of that name goes first",
         "ファイル（- は標準入力）、またはメッセージの ID（同じ名前のファイルがあれば、ファイルが優先）"});
    command.flag("--filled", explain->filled, {"Leave out what is not stated", "記載のない項目を省きます"});
    add_input_options(command, explain->reading);
    add_report_settings(command, settings);
    add_settings(command, settings);
    command.run([explain, &settings] { return explain->run(settings); });
}

} // namespace renkei::cli
