#include "gateway/app/cli/settings.h"

#include "gateway/app/cli/terminal.h"
#include "gateway/core/base/clock.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/source.h"
#include "generated/messages/cli.h"

namespace renkei::cli {

service::ReadSettings InputOptions::settings() const {
    return {.form = form,
            .read_mode = lenient ? record::ReadMode::lenient : record::ReadMode::strict,
            .encoding = text::encoding_of(encoding),
            .name = name,
            .today = time::day_in_japan(base::SystemClock().now()).text()};
}

void add_settings(Command& command, CommandSettings& settings) {
    command.option("--mappings", settings.mappings);
    command.choice("--lang", settings.language_name, {"en", "ja"});
}

void add_fail_on(Command& command, CommandSettings& settings) {
    command.choice("--fail-on", settings.fail_on, {"information", "warning", "error"});
}

void add_report_settings(Command& command, CommandSettings& settings, ReportFormats formats) {
    add_fail_on(command, settings);
    if (formats == ReportFormats::with_lines) {
        command.choice("--format", settings.format, {"text", "json", "outcome", "ndjson"});
        return;
    }
    command.choice("--format", settings.format, {"text", "json", "outcome"});
}

void add_version(Command& command, std::optional<std::string>& version) {
    command.option("--version", version);
}

void add_overwrite(Command& command, bool& overwrite) { command.flag("--overwrite", overwrite); }

void add_input_options(Command& command, InputOptions& reading) {
    command.option("--form", reading.form);
    command.option("--name", reading.name);
    command.choice("--encoding", reading.encoding, {"cp932", "utf-8"});
    command.flag("--lenient", reading.lenient);
}

Opened<catalogue::Catalogue> open_catalogue(const CommandSettings& settings) {
    diag::Report report;
    diag::Result<catalogue::Catalogue> catalogue = service::open_mappings(settings.mappings, report);
    if (catalogue && !catalogue->plans().empty()) {
        return *std::move(catalogue);
    }
    print_findings(report.findings(), settings.language);
    if (report.at_least(diag::Severity::error)) {
        print_finding(
            diag::finding(diag::message::mappings_not_used, {.file = settings.mappings}, {settings.mappings}),
            settings.language);
    }
    if (report.empty()) {
        print_finding(catalogue ? diag::finding(diag::message::no_forms, {.file = settings.mappings})
                                : catalogue.error(),
                      settings.language);
    }
    return tl::make_unexpected(ExitCode::environment);
}

diag::Result<std::filesystem::path> mappings_folder(const CommandSettings& settings) {
    return settings.mappings.empty() ? definitions::find_data_file("mappings") : settings.mappings;
}

void print_finding(const diag::Finding& finding, Language language) {
    print_error(diag::to_text(finding, language) + "\n");
}

ExitCode print_trouble(diag::Error error, Language language) {
    print_finding(error, language);
    return ExitCode::environment;
}

} // namespace renkei::cli
