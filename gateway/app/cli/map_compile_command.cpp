// renkei map compile: mappings into the cache file that the program reads at start (used by the build and by
// installations).
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/source_line.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/catalogue/catalogue.h"

namespace renkei::cli {
namespace {

struct Compile {
    std::string output{};
    ExitResult run(const CommandSettings& settings) const;
};

ExitResult Compile::run(const CommandSettings& settings) const {
    TRY(const std::filesystem::path folder, mappings_folder(settings));
    TRY(const definitions::R4Definitions r4, definitions::R4Definitions::open());
    diag::Report report;
    const std::string bytes = catalogue::compile_catalogue(folder, r4, report);
    print_error(with_source_lines(report, settings.language));
    if (report.at_least(diag::Severity::error)) {
        return ExitCode::refused;
    }
    TRY_VOID(base::write_file(output, bytes, base::Overwrite::yes));
    return ExitCode::clean;
}

} // namespace

void add_map_compile_command(Command& above, CommandSettings& settings) {
    const auto compile = std::make_shared<Compile>();
    Command command = above.hidden("compile");
    command.option("-o,--output", compile->output);
    add_settings(command, settings);
    command.run([compile, &settings] { return compile->run(settings); });
}

} // namespace renkei::cli
