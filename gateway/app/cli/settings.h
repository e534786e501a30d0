// Options that every command has: mappings, language, which findings fail, format of reports.
#pragma once

#include "gateway/app/cli/usage.h"
#include "gateway/core/diag/finding.h"

#include <filesystem>
#include <optional>
#include <string>

namespace renkei::definitions {
class R4Definitions;
}
namespace renkei::catalogue {
class Catalogue;
}
namespace renkei::service {
struct ReadSettings;
}

namespace renkei::cli {

struct CommandSettings {
    Language language = Language::english;
    std::string language_name{}; // --lang; `language` was chosen from it before
    std::string mappings{};
    std::string fail_on = "warning";
    std::string format{}; // of reports; empty: text, or what the file name says

    diag::Severity fail_severity() const {
        return diag::severity_of(fail_on).value_or(diag::Severity::warning);
    }
};

// How input is read, as options.
struct InputOptions {
    std::string form{};
    std::string encoding{};
    std::string name{};
    bool lenient = false;

    service::ReadSettings settings() const;
};

// with_lines: `ndjson` too, a report for each document
enum class ReportFormats : bool { as_a_whole, with_lines };

void add_settings(Command& command, CommandSettings& settings); // --mappings --lang
void add_report_settings(Command& command, CommandSettings& settings,
                         ReportFormats formats = ReportFormats::as_a_whole); // --fail-on --format
void add_input_options(Command& command, InputOptions& reading); // --form --name --encoding --lenient

// The catalogue of the settings. None: the error was printed.
std::optional<catalogue::Catalogue> open_catalogue(const CommandSettings& settings);

// FHIR's own definitions. None: the error was printed.
std::optional<definitions::R4Definitions> open_r4(const CommandSettings& settings);

// The folder with the YAML of the mappings, for commands that need more than the catalogue: --mappings, else
// the installed one.
std::optional<std::filesystem::path> mappings_folder(const CommandSettings& settings);

// Prints it to standard error.
void print_finding(const diag::Finding& finding, Language language);

} // namespace renkei::cli
