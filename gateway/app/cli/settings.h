// Options that every command has: mappings, language, which findings fail, format of reports.
#pragma once

#include "gateway/app/cli/usage.h"
#include "gateway/core/diag/finding.h"

#include <filesystem>
#include <optional>
#include <string>

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
void add_fail_on(Command& command, CommandSettings& settings);
void add_report_settings(Command& command, CommandSettings& settings,
                         ReportFormats formats = ReportFormats::as_a_whole); // --fail-on --format
void add_version(Command& command, std::optional<std::string>& version);     // --version of a form
void add_overwrite(Command& command, bool& overwrite);
void add_input_options(Command& command, InputOptions& reading); // --form --name --encoding --lenient

Opened<catalogue::Catalogue> open_catalogue(const CommandSettings& settings);

// The folder with the YAML of the mappings, for commands that need more than the catalogue: --mappings, else
// the installed one.
diag::Result<std::filesystem::path> mappings_folder(const CommandSettings& settings);

// Prints it to standard error.
void print_finding(const diag::Finding& finding, Language language);
template <class Findings>
void print_findings(const Findings& findings, Language language) {
    for (const diag::Finding& finding : findings) {
        print_finding(finding, language);
    }
}
// What ended a command, with the code of trouble with files.
ExitCode print_trouble(diag::Error error, Language language);

} // namespace renkei::cli
