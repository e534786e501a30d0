// renkei package: our own profiles, codes and questionnaires as a FHIR package.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/source_line.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/forms/publish/package.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::cli {
namespace {

constexpr Text package_summary_text{"{} {}: {} definitions, {} examples\n", "{} {}: 定義 {} 件、例 {} 件\n"};

struct MakePackage {
    std::string output = "renkei.tgz";
    std::string profiles{};
    std::string fixtures{};
    bool compiled = false;
    ExitCode run(const CommandSettings& settings) const;
};

// The named folder, else the installed one; nothing after an error, which has been printed.
std::optional<std::filesystem::path> folder_of(const std::string& named, std::string_view installed,
                                               const CommandSettings& settings) {
    if (!named.empty()) {
        return named;
    }
    const auto found = definitions::find_data_file(installed);
    if (!found) {
        print_finding(found.error(), settings.language);
        return std::nullopt;
    }
    return *found;
}

void print_summary(const publish::Package& package, Language language) {
    const auto& all = package.resources.all();
    const auto examples = std::ranges::count_if(all, [](const auto& row) { return row.second.is_example; });
    print_error(fmt::format(fmt::runtime(package_summary_text.in(language)), package.head.name,
                            package.head.version, all.size() - static_cast<std::size_t>(examples), examples));
}

ExitCode MakePackage::run(const CommandSettings& settings) const {
    const auto mappings = mappings_folder(settings);
    const auto own = folder_of(profiles, "profiles", settings);
    const auto valid = compiled ? std::filesystem::path() : folder_of(fixtures, "fixtures", settings);
    const std::optional<definitions::R4Definitions> r4 = open_r4(settings);
    if (!mappings || !own || !valid || !r4) {
        return ExitCode::environment;
    }
    diag::Report report;
    const auto package =
        publish::make_package({.mappings = *mappings, .profiles = *own, .fixtures = *valid}, *r4, report);
    print_error(with_source_lines(report, settings.language));
    if (!package) {
        print_finding(package.error(), settings.language);
        return ExitCode::environment;
    }
    if (report.at_least(diag::Severity::error)) {
        return ExitCode::refused;
    }
    const auto bytes = compiled ? package->image() : package->archive();
    const auto written =
        bytes ? base::write_file(output, *bytes, base::Overwrite::yes) : tl::make_unexpected(bytes.error());
    if (!written) {
        print_finding(written.error(), settings.language);
        return ExitCode::environment;
    }
    print_summary(*package, settings.language);
    return ExitCode::clean;
}

} // namespace

void describe_package_command(Command command, CommandSettings& settings) {
    const auto package = std::make_shared<MakePackage>();
    command.option("-o,--output", package->output, "FILE",
                   {"The file to write (default: renkei.tgz)", "書き出すファイル（既定: renkei.tgz）"});
    command.option("--profiles", package->profiles, "DIR",
                   {"Where the hand-written definitions are", "手書きの定義のフォルダー"});
    command.option("--fixtures", package->fixtures, "DIR",
                   {"Valid documents that become examples", "例として収める文書のフォルダー"});
    command.flag("--compiled", package->compiled,
                 {"Write what programs load at start instead", "プログラムが起動時に読む形で書き出します"});
    add_settings(command, settings);
    command.run([package, &settings] { return package->run(settings); });
}

} // namespace renkei::cli
