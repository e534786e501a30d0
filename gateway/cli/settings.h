// What every command understands: where the mappings are, which language, what counts as failure, how reports look.
#pragma once

#include "gateway/cli/usage.h"
#include "gateway/mapping/catalogue.h"
#include "gateway/service/source.h"

#include <optional>
#include <string>

namespace renkei::cli {

struct Settings {
    Language language = Language::english;
    std::string language_name{};  // --lang; `language` was chosen from it before
    std::string mappings{};
    std::string fail_on = "warning";
    std::string format{};  // of reports; empty: text, or what the file name says

    diag::Severity fail_severity() const { return diag::severity_of(fail_on).value_or(diag::Severity::warning); }
};

// How input is read, as options.
struct Reading {
    std::string form{};
    std::string encoding{};
    bool lenient = false;

    service::ReadSettings settings() const;
};

void add_settings(Command& command, Settings& settings);          // --mappings --lang
void add_report_settings(Command& command, Settings& settings);   // --fail-on --format
void add_reading(Command& command, Reading& reading);             // --form --encoding --lenient

// The catalogue of the settings. None: what is wrong has been printed.
std::optional<mapping::Catalogue> open_catalogue(const Settings& settings);

// The folder with the YAML of the mappings, for those who read more than the catalogue has: --mappings, else what is installed.
std::optional<std::filesystem::path> mappings_folder(const Settings& settings);

// Prints it to standard error.
void say(const diag::Finding& finding, Language language);

}  // namespace renkei::cli
