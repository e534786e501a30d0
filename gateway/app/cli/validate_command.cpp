// renkei validate: are these FHIR resources valid?
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/inputs.h"
#include "gateway/app/cli/pipe.h"
#include "gateway/app/cli/reporter.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/fhir/resources/outcome.h"
#include "gateway/forms/service/batch.h"
#include "gateway/forms/service/line_worker.h"
#include "gateway/forms/service/validation.h"

#include <algorithm>
#include <array>
#include <memory>

namespace renkei::cli {
namespace {

constexpr std::string_view base = "https://renkei.example.jp/fhir";

constexpr std::array<std::pair<std::string_view, validate::BestPractice>, 4> levels{{
    {"ignore", validate::BestPractice::ignore},
    {"information", validate::BestPractice::information},
    {"warning", validate::BestPractice::warning},
    {"error", validate::BestPractice::error},
}};

struct Validate {
    std::vector<std::string> inputs{};
    std::vector<std::string> packages{};
    std::vector<std::string> with{};
    std::string folder{};
    std::string best_practice = "warning";
    std::string extensions = "any";
    std::string example_urls = "allowed";
    std::string html_in_markdown = "allowed";
    std::string rest_references = "any";
    validate::ValidationOptions options{};
    unsigned threads = 1;
    PipeOptions pipe{};

    ExitResult run(const CommandSettings& settings) const;
    ExitResult answer_lines(const CommandSettings& settings) const;
    diag::Result<service::Definitions> open(const CommandSettings& settings) const;
    validate::ValidationOptions how() const;
    service::DefinitionSettings definitions() const {
        return {{packages.begin(), packages.end()}, {with.begin(), with.end()}, folder};
    }
};

constexpr std::array<std::string_view, 4> fhir_endings{".json", ".xml", ".ndjson", ".jsonl"};

// Of a directory only what could be FHIR.
std::vector<std::filesystem::path> without_other_files(const std::vector<std::filesystem::path>& paths,
                                                       const std::vector<std::string>& named) {
    std::vector<std::filesystem::path> out;
    for (const std::filesystem::path& path : paths) {
        const bool is_named = std::ranges::find(named, path.string()) != named.end();
        if (is_named || std::ranges::find(fhir_endings, path.extension().string()) != fhir_endings.end()) {
            out.push_back(path);
        }
    }
    return out;
}

diag::Result<service::Definitions> Validate::open(const CommandSettings& settings) const {
    diag::Report report;
    diag::Result<service::Definitions> opened =
        service::open_definitions(definitions(), settings.mappings, report);
    print_error(resources::to_text_lines(report, settings.language));
    return opened;
}

validate::ValidationOptions Validate::how() const {
    validate::ValidationOptions out = options;
    for (const auto& [name, level] : levels) {
        out.best_practice = name == best_practice ? level : out.best_practice;
    }
    out.known_extensions_only = extensions == "known";
    out.example_urls = example_urls == "allowed";
    out.markdown_without_html = html_in_markdown == "refused";
    out.absolute_references_name_types = rest_references == "rest";
    out.counts_outside_targets = true;
    return out;
}

const std::vector<std::string> no_validation_beside_pipe{"IN", "--jobs", "--fail-on", "--format"};

ExitResult Validate::answer_lines(const CommandSettings& settings) const {
    if (pipe.prints_schema) {
        print(service::answer_schema(service::AnswersTo::validation));
        return ExitCode::clean;
    }
    TRY(const service::Definitions opened, open(settings));
    service::Validation validation(opened);
    return run_pipe(pipe,
                    {.what = service::AnswersTo::validation,
                     .language = settings.language,
                     .is_name = service::path_names(opened.r4())},
                    [&, options_of_run = how()](const service::Input& input) {
                        service::Outcome out = validation.run(input, options_of_run);
                        out.report.append(validate::summary_of(out.not_judged));
                        return out;
                    });
}

ExitResult Validate::run(const CommandSettings& settings) const {
    TRY(const std::vector<std::filesystem::path> found, inputs_of(inputs));
    const std::vector<std::filesystem::path> paths = without_other_files(found, inputs);
    if (paths.empty()) {
        return ExitCode::environment;
    }
    TRY(const service::Definitions opened, open(settings));
    const validate::ValidationOptions options_of_run = how();
    Reporter reporter(settings,
                      {.report_is_output = true, .inputs = paths.size(), .base = std::string(base)});
    const service::MakeJob make = [&]() {
        auto validation = std::make_shared<service::Validation>(opened);
        return [validation, &options_of_run](const service::Input& input, const service::Sink& early) {
            return validation->run(input, options_of_run, early);
        };
    };
    service::run_batch(
        paths, threads, make, [&](const service::Outcome& outcome) { reporter.add(outcome, {}); },
        service::Delivery::by_lines);
    return reporter.finish();
}

} // namespace

void describe_validate_command(Command command, CommandSettings& settings) {
    const auto validate = std::make_shared<Validate>();
    command.operands("IN", validate->inputs);
    command.options("--profile", validate->options.profiles);
    command.option("--entry", validate->options.entry);
    command.options("--package", validate->packages);
    command.option("--packages", validate->folder);
    command.options("--with", validate->with);
    command.choice("--best-practice", validate->best_practice, {"ignore", "information", "warning", "error"});
    command.choice("--extensions", validate->extensions, {"any", "known"});
    command.options("--extension-domain", validate->options.extension_domains);
    command.choice("--example-urls", validate->example_urls, {"allowed", "refused"});
    command.choice("--html-in-markdown", validate->html_in_markdown, {"allowed", "refused"});
    command.choice("--references", validate->rest_references, {"any", "rest"});
    command.option("--display-language", validate->options.languages);
    command.flag("--security-checks", validate->options.security_checks);
    command.number("-j,--jobs", validate->threads);
    add_pipe_options(command, validate->pipe);
    add_report_settings(command, settings, ReportFormats::with_lines);
    add_settings(command, settings);
    command.run([validate, &settings, command]() -> ExitResult {
        TRY_VOID(check_pipe_options(command, validate->pipe, no_validation_beside_pipe));
        return validate->pipe.is_pipe ? validate->answer_lines(settings) : validate->run(settings);
    });
}

} // namespace renkei::cli
