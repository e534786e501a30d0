// renkei map concepts: which items of which forms ask the same thing, and the codes that others have for it.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/source_line.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/json/document.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/publish/concept_table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace renkei::cli {
namespace {

struct ShowConcepts {
    std::string format = "text";
    ExitResult run(const CommandSettings& settings) const;
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

std::string concepts_json(const std::vector<publish::ConceptRow>& concepts) {
    json::Document out = json::Document::array();
    for (const publish::ConceptRow& row : concepts) {
        json::Document& about = out.emplace_back();
        about = {{"concept", row.asked.id}, {"name", row.asked.name}, {"english", row.asked.english}};
        about["items"] = json::Document::array();
        for (const publish::AskingItem& item : row.items) {
            about["items"].push_back({{"form", item.form}, {"item", item.item}, {"name", item.name}});
        }
        about["public"] = json::Document::array();
        for (const form::PublicCode& code : row.asked.codes) {
            json::Document& known = about["public"].emplace_back();
            known = {{"system", code.system}, {"code", code.code}};
            if (!code.display.empty()) {
                known["display"] = code.display;
            }
            known["source"] = code.source;
        }
    }
    return json::write_document(out) + "\n";
}

ExitResult ShowConcepts::run(const CommandSettings& settings) const {
    TRY(const std::filesystem::path folder, mappings_folder(settings));
    TRY(const definitions::R4Definitions r4, definitions::R4Definitions::open());
    diag::Report report;
    const publish::LoadedForms forms = publish::load_forms(folder, r4, report);
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
    Command command = above.command("concepts");
    command.choice("--format", show->format, {"text", "json"});
    add_settings(command, settings);
    command.run([show, &settings] { return show->run(settings); });
}

} // namespace renkei::cli
