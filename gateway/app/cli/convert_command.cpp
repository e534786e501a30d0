// renkei convert: forms into FHIR and back, FHIR from JSON into XML and back.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/given_values.h"
#include "gateway/app/cli/inputs.h"
#include "gateway/app/cli/output.h"
#include "gateway/app/cli/pipe.h"
#include "gateway/app/cli/reporter.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/text/repertoire.h"
#include "gateway/forms/service/batch.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/line_worker.h"
#include "generated/messages/cli.h"

namespace renkei::cli {
namespace {

struct Convert {
    std::vector<std::string> inputs{};
    InputOptions reading{};
    std::string to{};
    std::string edition{};
    std::string rules = "refuse";
    std::string on_loss = "report";
    std::string loss_file{};
    std::string characters{};
    std::string gaiji{};
    OutputSettings output{};
    bool rebuild = false;
    ValueOptions values{};
    unsigned threads = 1;
    PipeOptions pipe{};

    service::ConvertOptions options() const {
        service::ReadSettings read = reading.settings();
        read.gaiji = gaiji.empty() ? text::Gaiji::refuse : text::Gaiji::as_geta;
        service::TargetSpec target = service::parse_target_spec(to);
        target.version = edition.empty() ? target.version : edition;
        return {.read = read,
                .to = std::move(target),
                .rules = rules == "report" ? service::BrokenRules::report : service::BrokenRules::refuse,
                .on_loss = on_loss == "refuse" ? service::OnLoss::refuse : service::OnLoss::report,
                .characters = {.repertoire = text::repertoire_of(characters).value_or(text::Repertoire::all),
                               .gaiji = read.gaiji},
                .layout = output.pretty ? service::Layout::indented : service::Layout::compact,
                .rebuild = rebuild};
    }
    // `--to fhir@1.10.0 --edition 1.11.0` asks for two.
    bool names_two_editions() const {
        const std::string named = service::parse_target_spec(to).version;
        return !named.empty() && !edition.empty() && named != edition;
    }
    ExitResult run(const CommandSettings& settings) const;
    ExitResult answer_lines(const CommandSettings& settings) const;
};

const std::vector<std::string> not_beside_pipe{
    "IN",     "--output", "--join", "--overwrite", "--skip-existing", "--pretty",
    "--name", "--loss",   "--jobs", "--fail-on",   "--format"};

// A line of some bytes may become 200 KB, so that memory is not bounded by the line alone.
constexpr std::size_t most_documents_of_line = 1000;

ExitResult Convert::answer_lines(const CommandSettings& settings) const {
    if (pipe.prints_schema) {
        print(service::answer_schema(service::AnswersTo::conversion));
        return ExitCode::clean;
    }
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    service::ConvertOptions how = options();
    how.max_documents = most_documents_of_line;
    TRY(how.values, values.values(settings.language, catalogue));
    service::Workspace workspace(catalogue);
    return run_pipe(pipe,
                    {.what = service::AnswersTo::conversion,
                     .language = settings.language,
                     .is_name = service::path_names(workspace)},
                    [&](const service::Input& input) { return service::convert(workspace, input, how); });
}

ExitResult Convert::run(const CommandSettings& settings) const {
    TRY(const std::vector<std::filesystem::path> paths, inputs_of(inputs));
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    Reporter reporter(settings, {.report_file = loss_file,
                                 .overwrite = output.overwrite,
                                 .inputs = paths.size(),
                                 .base = service::canonical_base(catalogue)});
    const Output::Done done = [&](const service::Outcome& outcome, const std::vector<std::string>& written) {
        reporter.add(outcome, written);
    };
    OutputSettings target_settings = output;
    target_settings.in_background = threads > 1;
    const diag::Result<std::unique_ptr<Output>> target = open_output(target_settings, paths.size() > 1, done);
    if (!target) {
        return fail_usage(target.error());
    }
    service::ConvertOptions how = options();
    if (!loss_file.empty() || settings.format == "json") {
        how.read.most_findings = Reporter::most_findings; // every place
    }
    TRY(how.values, values.values(settings.language, catalogue));
    const service::Job job = [&](service::Workspace& workspace, const service::Input& input,
                                 const service::Sink& early) {
        const auto prepared = [&](service::Outcome outcome) {
            (*target)->prepare(outcome);
            return outcome;
        };
        return prepared(service::convert(
            workspace, input, how, [&](service::Outcome outcome) { early(prepared(std::move(outcome))); }));
    };
    service::run_batch(catalogue, paths, threads, job,
                       [&](service::Outcome outcome) { (*target)->add(std::move(outcome)); });
    if (const diag::Result<void> finished = (*target)->finish(); !finished) {
        reporter.add_failure(finished.error());
    }
    return reporter.finish();
}

} // namespace

void describe_convert_command(Command command, CommandSettings& settings) {
    const auto convert = std::make_shared<Convert>();
    command.operands("IN", convert->inputs);
    command.option("--to", convert->to);
    command.option("--edition", convert->edition);
    command.option("-o,--output", convert->output.path);
    command.flag("--join", convert->output.join);
    command.flag("--overwrite", convert->output.overwrite);
    command.flag("--skip-existing", convert->output.skip_existing);
    command.flag("--pretty", convert->output.pretty);
    add_input_options(command, convert->reading);
    add_value_options(command, convert->values);
    command.choice("--rules", convert->rules, {"refuse", "report"});
    command.flag("--rebuild", convert->rebuild);
    command.choice("--on-loss", convert->on_loss, {"report", "refuse"});
    command.choice("--characters", convert->characters,
                   {text::repertoire_names().begin(), text::repertoire_names().end()});
    command.choice("--gaiji", convert->gaiji, {std::string(text::geta_name)});
    command.option("--loss", convert->loss_file);
    command.number("-j,--jobs", convert->threads);
    add_pipe_options(command, convert->pipe);
    add_report_settings(command, settings);
    add_settings(command, settings);
    command.run([convert, &settings, command]() -> ExitResult {
        TRY_VOID(check_pipe_options(command, convert->pipe, not_beside_pipe));
        if (convert->names_two_editions()) {
            return fail_usage(diag::finding(message::usage_wrong_value, {},
                                            {"--to " + convert->to + " --edition " + convert->edition}));
        }
        return convert->pipe.is_pipe ? convert->answer_lines(settings) : convert->run(settings);
    });
}

} // namespace renkei::cli
