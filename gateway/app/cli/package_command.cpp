// renkei package: our own profiles, codes and questionnaires as a FHIR package.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/source_line.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/forms/publish/package.h"
#include "generated/texts/cli.h"

#include <algorithm>

namespace renkei::cli {
namespace {

struct MakePackage {
    std::string output = "renkei.tgz";
    std::string profiles{};
    std::string fixtures{};
    bool compiled = false;
    ExitResult run(const CommandSettings& settings) const;
};

// The named folder, else the installed one.
diag::Result<std::filesystem::path> folder_of(const std::string& named, std::string_view installed) {
    return named.empty() ? definitions::find_data_file(installed) : named;
}

void print_summary(const publish::Package& package, Language language) {
    const auto& all = package.resources.all();
    const auto examples = std::ranges::count_if(all, [](const auto& row) { return row.second.is_example; });
    print_error(formatted(package_summary_text, language, package.head.name, package.head.version,
                          all.size() - static_cast<std::size_t>(examples), examples));
}

ExitResult MakePackage::run(const CommandSettings& settings) const {
    TRY(const std::filesystem::path mappings, mappings_folder(settings));
    TRY(const std::filesystem::path own, folder_of(profiles, "profiles"));
    TRY(const std::filesystem::path valid,
        compiled ? std::filesystem::path() : folder_of(fixtures, "fixtures"));
    TRY(const definitions::R4Definitions r4, definitions::R4Definitions::open());
    diag::Report report;
    const auto package =
        publish::make_package({.mappings = mappings, .profiles = own, .fixtures = valid}, r4, report);
    print_error(with_source_lines(report, settings.language));
    if (!package) {
        return tl::make_unexpected(package.error());
    }
    if (report.at_least(diag::Severity::error)) {
        return ExitCode::refused;
    }
    TRY(const std::string bytes, compiled ? package->image() : package->archive());
    TRY_VOID(base::write_file(output, bytes, base::Overwrite::yes));
    print_summary(*package, settings.language);
    return ExitCode::clean;
}

} // namespace

void describe_package_command(Command command, CommandSettings& settings) {
    const auto package = std::make_shared<MakePackage>();
    command.option("-o,--output", package->output);
    command.option("--profiles", package->profiles);
    command.option("--fixtures", package->fixtures);
    command.flag("--compiled", package->compiled);
    add_settings(command, settings);
    command.run([package, &settings] { return package->run(settings); });
}

} // namespace renkei::cli
