// renkei conform: evaluates the results of another program, or of a running server, for the inputs of the
// conformance kit.
#include "gateway/app/cli/settings.h"
#include "gateway/app/cli/source_line.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/gateway_client.h"
#include "gateway/core/base/clock.h"
#include "gateway/core/base/file.h"
#include "gateway/core/base/version.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/conform/kit/conform_export.h"
#include "gateway/forms/conform/report/conform_report.h"
#include "gateway/forms/conform/scenario/scenario.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/validation.h"
#include "gateway/network/servertest/run.h"
#include "generated/messages/conform.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace renkei::online {
namespace {

using Forms = std::set<std::string_view>;

Forms forms_of(const std::vector<conform::ConformCase>& cases) {
    Forms out;
    for (const conform::ConformCase& each : cases) {
        out.insert(each.form);
    }
    return out;
}

Forms forms_of(const std::vector<conform::Scenario>& scenarios) {
    Forms out;
    for (const conform::Scenario& each : scenarios) {
        out.insert(each.about.form);
    }
    return out;
}

// What results are evaluated with, read before the run.
struct Trial {
    const conform::ConformKit& kit;
    const conform::Requirements& requirements;
    const conform::ConformScope& scope;
    Language language;
};

struct Conform {
    std::vector<std::string> forms{};
    std::vector<std::string> only{};
    std::string level{}; // empty: the highest
    std::string against{};
    std::string kit{};
    std::string product{};
    std::string vendor{};
    std::string tester{};
    std::string archive{}; // to be written
    std::string format = "text";
    bool scenarios = false;
    ClientOptions client{}; // without its address
    ExitResult run(const CommandSettings& settings) const;

private:
    ExitResult export_kit(const CommandSettings& settings) const;
    using Evaluations = std::vector<conform::CaseEvaluation>;
    bool is_of_server() const { return against.starts_with("https://") || against.starts_with("http://"); }
    tl::expected<conform::ConformScope, Failure> scope() const;
    ExitResult evaluate_folder(conform::EvaluationTools tools, const Trial& trial) const;
    ExitResult evaluate_server(conform::EvaluationTools tools, const Trial& trial) const;
    ExitResult evaluate_scenarios(conform::EvaluationTools tools, const Trial& trial) const;
    // `forms`: of what could be asked.
    ExitResult report(const Evaluations& evaluations, const Forms& forms, const Trial& trial,
                      std::size_t outside) const;
};

struct Format {
    std::string_view name;
    std::string (*write)(const std::vector<conform::CaseEvaluation>&, const conform::ConformRun&, Language);
};
constexpr std::array<Format, 5> formats{{{"text", conform::conform_text},
                                         {"html", conform::conform_html},
                                         {"xlsx", conform::conform_xlsx},
                                         {"junit", conform::conform_junit},
                                         {"testreport", conform::conform_test_report}}};

diag::Result<conform::ConformKit> open_kit(const std::string& folder) {
    if (!folder.empty()) {
        return conform::read_kit(folder);
    }
    TRY(const fs::path installed, definitions::find_data_file("fixtures"));
    return conform::read_kit(installed);
}

ExitCode code_of(const conform::VerdictCounts& totals) {
    if (totals[conform::CaseVerdict::unreadable] > 0) {
        return ExitCode::refused;
    }
    return totals[conform::CaseVerdict::failed] + totals[conform::CaseVerdict::missing] > 0
               ? ExitCode::findings
               : ExitCode::clean;
}

diag::Finding no_cases(const Forms& forms, const conform::ConformScope& scope) {
    return diag::finding(message::conform_no_cases, {},
                         {conform::to_text(scope), fmt::format("{}", fmt::join(forms, ", "))});
}

// "forward,check" or the option twice.
std::set<std::string> words_of(const std::vector<std::string>& values) {
    std::set<std::string> out;
    for (std::string_view rest : values) {
        while (!rest.empty()) {
            out.emplace(text::trim(text::next_part(rest, ',')));
        }
    }
    return out;
}

tl::expected<conform::ConformScope, Failure> Conform::scope() const {
    conform::ConformScope out{.forms = words_of(forms), .tasks = words_of(only)};
    const std::vector<std::string> known = scenarios ? conform::scenario_kinds() : conform::tasks();
    for (const std::string& task : out.tasks) {
        if (std::ranges::find(known, task) == known.end()) {
            return fail_usage(diag::finding(message::conform_scope_unknown, {.file = "--only"},
                                            {task, fmt::format("{}", fmt::join(known, ", "))}));
        }
    }
    if (scenarios && !level.empty()) { // only cases have levels
        return fail_usage(diag::finding(message::conform_scope_unknown, {.file = "--level"},
                                        {level, "--form, --only (--scenarios)"}));
    }
    if (!level.empty()) {
        const std::vector<std::string> all = conform::levels();
        out.level = static_cast<conform::CaseLevel>(std::ranges::find(all, level) - all.begin());
    }
    return out;
}

std::size_t cases_outside(const conform::ConformKit& kit, const conform::ConformScope& scope) {
    return static_cast<std::size_t>(
        std::ranges::count_if(kit.cases, [&](const auto& each) { return !scope.has(each); }));
}

ExitResult Conform::report(const Evaluations& evaluations, const Forms& forms_known, const Trial& trial,
                           std::size_t outside) const {
    if (evaluations.empty()) {
        return fail_usage(no_cases(forms_known, trial.scope));
    }
    const conform::ConformRun conform_run{
        .product = product,
        .vendor = vendor,
        .tester = tester.empty() ? fmt::format("renkei conform {}", base::program_version) : tester,
        .issued = base::SystemClock().now(),
        .tested = against,
        .scope = conform::to_text(trial.scope),
        .outside = outside,
        .kit = trial.kit.version,
        .requirements = trial.requirements};
    const auto* const chosen = std::ranges::find(formats, format, &Format::name);
    print(chosen->write(evaluations, conform_run, trial.language));
    return code_of(conform::count_verdicts(evaluations));
}

ExitResult Conform::evaluate_folder(conform::EvaluationTools tools, const Trial& trial) const {
    return report(conform::evaluate(tools, trial.kit, against, trial.scope), forms_of(trial.kit.cases), trial,
                  cases_outside(trial.kit, trial.scope));
}

ExitResult Conform::evaluate_scenarios(conform::EvaluationTools tools, const Trial& trial) const {
    TRY(const std::vector<conform::Scenario> read, conform::read_scenarios(trial.kit));
    const auto outside = static_cast<std::size_t>(
        std::ranges::count_if(read, [&](const conform::Scenario& each) { return !each.is_in(trial.scope); }));
    return report(conform::evaluate_scenarios(tools, trial.kit, read, against, trial.scope), forms_of(read),
                  trial, outside);
}

ExitResult Conform::evaluate_server(conform::EvaluationTools tools, const Trial& trial) const {
    ClientOptions options = client;
    options.name = "--against";
    options.url = against;
    TRY_VOID(options.check(trial.language));
    TRY(const std::unique_ptr<GatewayClient> caller, GatewayClient::open(options));
    servertest::TestedServer server(caller->pool, against);
    const auto is_there =
        server.send({.method = "GET", .url = server.url("metadata"), .accept = "application/fhir+json"});
    if (!is_there) {
        return tl::make_unexpected(Failure(is_there.error(), ExitCode::environment));
    }
    const servertest::ServerEvaluation evaluated =
        servertest::run_conformance(server, tools, trial.kit, trial.scope);
    return report(evaluated.evaluations, forms_of(trial.kit.cases), trial,
                  cases_outside(trial.kit, trial.scope));
}

ExitResult Conform::export_kit(const CommandSettings& settings) const {
    if (fs::path(archive).extension() != ".zip") {
        return fail_usage(diag::finding(message::conform_archive_name, {.file = archive}));
    }
    TRY(const conform::ConformKit opened, open_kit(kit));
    TRY(const std::vector<conform::Scenario> read, conform::read_scenarios(opened));
    TRY(const fs::path mappings, cli::mappings_folder(settings));
    diag::Report report;
    const diag::Result<publish::Package> package = service::make_own_package(mappings, report);
    cli::print_error(cli::with_source_lines(report, settings.language));
    if (!package) {
        return tl::make_unexpected(package.error());
    }
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    TRY(const std::string bytes, conform::export_kit(opened, read, conform::kit_tables(catalogue), *package));
    TRY_VOID(base::write_file(archive, bytes, base::Overwrite::yes));
    return ExitCode::clean;
}

ExitResult Conform::run(const CommandSettings& settings) const {
    if (!archive.empty()) {
        return export_kit(settings);
    }
    if (scenarios && is_of_server()) {
        return fail_usage(diag::finding(message::conform_scenarios_folder, {.file = "--scenarios"}));
    }
    if (std::error_code none; !is_of_server() && !fs::is_directory(against, none)) {
        const std::string& named = against.empty() ? "--against" : against;
        return tl::make_unexpected(Failure(diag::finding(message::conform_no_results, {.file = named}),
                                           against.empty() ? ExitCode::usage : ExitCode::environment));
    }
    TRY(const conform::ConformScope asked, scope());
    TRY(const conform::ConformKit opened, open_kit(kit));
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    diag::Report ignored; // findings concern only packages that are named
    TRY(const service::Definitions definitions, service::open_definitions({}, settings.mappings, ignored));
    TRY(conform::Promises promises, conform::Promises::read(opened.folder, definitions.r4()));
    TRY(const conform::Requirements requirements, conform::Requirements::read(opened.folder));
    service::Workspace workspace(catalogue);
    service::Validation validation(definitions);
    const conform::EvaluationTools tools{workspace, validation, definitions.r4(), promises};
    const Trial trial{opened, requirements, asked, settings.language};
    if (scenarios) {
        return evaluate_scenarios(tools, trial);
    }
    return is_of_server() ? evaluate_server(tools, trial) : evaluate_folder(tools, trial);
}

} // namespace

void describe_conform_command(Command command, CommandSettings& settings) {
    const auto conform = std::make_shared<Conform>();
    command.option("--against", conform->against);
    conform->client.add_certificates_to(command);
    command.options("--form", conform->forms);
    command.options("--only", conform->only);
    command.flag("--scenarios", conform->scenarios);
    command.choice("--level", conform->level, conform::levels());
    command.option("--kit", conform->kit);
    command.choice("--format", conform->format, {"text", "html", "xlsx", "junit", "testreport"});
    command.option("--export", conform->archive);
    command.option("--product", conform->product);
    command.option("--vendor", conform->vendor);
    command.option("--tester", conform->tester);
    add_settings(command, settings);
    command.run([conform, &settings] { return conform->run(settings); });
}

} // namespace renkei::online
