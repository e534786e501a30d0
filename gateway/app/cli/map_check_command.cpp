// renkei map check: is everything right with the mappings? With --census: where in FHIR the items live.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/source_line.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/publish/package.h"
#include "gateway/forms/service/census.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/full_record.h"
#include "gateway/forms/transfer/transfer.h"
#include "generated/texts/cli.h"

#include <fmt/format.h>

namespace renkei::cli {
namespace {

using diag::Severity;

struct MappingCheck {
    bool census = false;
    std::string form{};
    std::string profiles{};
    ExitResult run(const CommandSettings& settings) const;
};

void print_census(const mapping::Plan& plan, Language language) {
    const service::Census census = service::census(plan);
    print(census_text, language, plan.form().id(), plan.form().version(), census.items, census.rows.size());
    for (const service::CensusRow& row : census.rows) {
        constexpr std::size_t few = 4;
        const bool is_long = row.items.size() > few;
        const std::vector<std::string> first(
            row.items.begin(),
            row.items.begin() + static_cast<std::ptrdiff_t>(is_long ? few : row.items.size()));
        print(fmt::format("{:>6}  {:<50} {}{}\n", row.items.size(), row.path, fmt::join(first, " "),
                          is_long ? " …" : ""));
    }
}

// Against the profiles named, else those that every command uses.
diag::Result<void> check_profiles(const std::filesystem::path& mappings, const std::string& named,
                                  const definitions::R4Definitions& r4, diag::Report& report) {
    std::filesystem::path profiles = named;
    if (named.empty()) {
        TRY(profiles, service::profiles_beside(mappings));
    }
    return publish::check_mappings({.mappings = mappings, .profiles = profiles}, r4, report);
}

// Each form filled in full, there and back, by R4 and by the profiles that it claims.
void check_full_records(const catalogue::Catalogue& catalogue, const service::Definitions& definitions,
                        diag::Report& report) {
    service::Workspace workspace(catalogue);
    for (const mapping::Plan& plan : catalogue.plans()) {
        service::check_full_record(workspace, plan, definitions.context(), report);
    }
}

// Rows of transfers that ask too little, in the order of the forms.
void check_transfers(const catalogue::Catalogue& catalogue, const std::filesystem::path& mappings,
                     diag::Report& report) {
    for (const transfer::Transfer& each : catalogue.transfers()) {
        diag::Report found;
        transfer::check_qualified_rows(each, found);
        const std::filesystem::path folder = mappings / each.foreign->id();
        const std::filesystem::path own = folder / fmt::format("transfer-{}.yaml", each.ours->id());
        found.set_file((exists(own) ? own : folder / "transfer.yaml").generic_string());
        report.append(found);
    }
}

diag::Result<service::Definitions> definitions_of(const std::filesystem::path& mappings,
                                                  const std::string& profiles,
                                                  const definitions::R4Definitions& r4,
                                                  diag::Report& report) {
    if (profiles.empty()) {
        return service::open_definitions({}, mappings, report);
    }
    TRY(const publish::Package package,
        publish::make_package({.mappings = mappings, .profiles = profiles}, r4, report));
    TRY(std::string bytes, package.image());
    TRY(packages::PackageImage image, packages::PackageImage::from_bytes(std::move(bytes)));
    return service::Definitions::open({}, report, std::move(image));
}

ExitResult MappingCheck::run(const CommandSettings& settings) const {
    TRY(const std::filesystem::path folder, mappings_folder(settings));
    TRY(const definitions::R4Definitions r4, definitions::R4Definitions::open());
    diag::Report report;
    const diag::Result<catalogue::Catalogue> catalogue =
        catalogue::Catalogue::open(catalogue::compile_catalogue(folder, r4, report));
    TRY_VOID(check_profiles(folder, profiles, r4, report));
    if (catalogue && !report.at_least(Severity::error)) {
        diag::Report making; // what the package's makers find was said above
        TRY(const service::Definitions definitions, definitions_of(folder, profiles, r4, making));
        check_full_records(*catalogue, definitions, report);
        check_transfers(*catalogue, folder, report);
    }
    print(with_source_lines(report, settings.language));
    if (!catalogue) {
        return tl::make_unexpected(catalogue.error());
    }
    for (const mapping::Plan& plan : catalogue->plans()) {
        if (census && (form.empty() || plan.form().id() == form)) {
            print_census(plan, settings.language);
        }
    }
    print(mappings_summary_text, settings.language, catalogue->plans().size(), report.count(Severity::error),
          report.count(Severity::warning));
    if (report.at_least(Severity::error)) {
        return ExitCode::refused;
    }
    return report.at_least(settings.fail_severity()) ? ExitCode::findings : ExitCode::clean;
}

} // namespace

void add_map_check_command(Command& above, CommandSettings& settings) {
    const auto check = std::make_shared<MappingCheck>();
    Command command = above.command("check");
    command.flag("--census", check->census);
    command.option("--profiles", check->profiles);
    command.option("--form", check->form);
    add_fail_on(command, settings);
    add_settings(command, settings);
    command.run([check, &settings] { return check->run(settings); });
}

} // namespace renkei::cli
