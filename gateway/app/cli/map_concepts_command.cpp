// renkei map concepts: which items of which forms ask the same thing, and the codes that others have for it.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/source_line.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/json/writer.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/publish/concept_table.h"

#include <fmt/format.h>

namespace renkei::cli {
namespace {

struct ShowConcepts {
    std::string format = "text";
    ExitCode run(const CommandSettings& settings) const;
};

std::string concepts_text(const std::vector<publish::ConceptRow>& concepts) {
    std::string out;
    for (const publish::ConceptRow& row : concepts) {
        out += fmt::format("{}  {}  {}\n", row.asked.id, row.asked.name, row.asked.english);
        for (const publish::AskingItem& item : row.items) {
            out += fmt::format("    {}.{}  {}\n", item.form, item.item, item.name);
        }
        for (const form::PublicCode& code : row.asked.codes) {
            out += fmt::format("    {}|{}{}{}  [{}]\n", code.system, code.code,
                               code.display.empty() ? "" : "  ", code.display, code.source);
        }
    }
    return out;
}

void put_member(json::Writer& writer, std::string_view name, std::string_view text) {
    if (!text.empty()) {
        writer.member(name, text);
    }
}

std::string concepts_json(const std::vector<publish::ConceptRow>& concepts) {
    std::string out;
    json::Writer writer(out);
    writer.start_array();
    for (const publish::ConceptRow& row : concepts) {
        writer.start_object()
            .member("concept", row.asked.id)
            .member("name", row.asked.name)
            .member("english", row.asked.english);
        put_member(writer, "group", row.asked.group);
        writer.key("items").start_array();
        for (const publish::AskingItem& item : row.items) {
            writer.start_object().member("form", item.form).member("item", item.item);
            writer.member("name", item.name).end_object();
        }
        writer.end_array().key("public").start_array();
        for (const form::PublicCode& code : row.asked.codes) {
            writer.start_object().member("system", code.system).member("code", code.code);
            put_member(writer, "display", code.display);
            writer.member("source", code.source).end_object();
        }
        writer.end_array().end_object();
    }
    writer.end_array();
    return out + "\n";
}

ExitCode ShowConcepts::run(const CommandSettings& settings) const {
    const std::optional<std::filesystem::path> folder = mappings_folder(settings);
    const std::optional<definitions::R4Definitions> r4 = open_r4(settings);
    if (!folder || !r4) {
        return ExitCode::environment;
    }
    diag::Report report;
    const publish::LoadedForms forms = publish::load_forms(*folder, *r4, report);
    print_error(with_source_lines(report, settings.language));
    if (report.at_least(diag::Severity::error)) {
        return ExitCode::refused;
    }
    const std::vector<publish::ConceptRow> concepts = publish::concept_table(forms);
    print(format == "json" ? concepts_json(concepts) : concepts_text(concepts));
    return ExitCode::clean;
}

} // namespace

void add_map_concepts_command(Command& above, CommandSettings& settings) {
    const auto show = std::make_shared<ShowConcepts>();
    Command command = above.command(
        "concepts",
        {"Show which items of which forms ask the same thing, and the codes that others have for it",
         "どの様式のどの項目が同じことを尋ねるかと、対応する公開コードを表示します"});
    command.choice("--format", show->format, {"text", "json"},
                   {"How to show it (default: text)", "表示の形式（既定: text）"});
    add_settings(command, settings);
    command.run([show, &settings] { return show->run(settings); });
}

} // namespace renkei::cli
