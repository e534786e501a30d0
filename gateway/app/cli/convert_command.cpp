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

namespace renkei::cli {
namespace {

struct Convert {
    std::vector<std::string> inputs{};
    InputOptions reading{};
    std::string to{};
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
        return {.read = read,
                .to = service::parse_target_spec(to),
                .rules = rules == "report" ? service::BrokenRules::report : service::BrokenRules::refuse,
                .on_loss = on_loss == "refuse" ? service::OnLoss::refuse : service::OnLoss::report,
                .characters = {.repertoire = text::repertoire_of(characters).value_or(text::Repertoire::all),
                               .gaiji = read.gaiji},
                .layout = output.pretty ? service::Layout::indented : service::Layout::compact,
                .rebuild = rebuild};
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
    command.operands(
        "IN", convert->inputs,
        {"Files or directories; - is standard input", "ファイルまたはディレクトリー。- は標準入力"});
    command.option(
        "--to", convert->to, "NAME[@VERSION]",
        {"fhir (JSON) or fhir-xml, a syntax of the form: csv, json, …, or html: a page for people (default: "
         "a form becomes "
         "fhir, a bundle the form's first syntax). Any FHIR can become fhir-json or fhir-xml: "
         "only its syntax changes. Another kind of document: FORM[/SYNTAX], where FORM is a form or "
         "a family of foreign documents that the input can be carried into",
         "fhir（JSON）または fhir-xml、様式の形式（csv、json など）、または "
         "html（人が読むページ）。既定では、様式は fhir "
         "に、Bundle は様式の最初の形式になります。どの FHIR リソースも fhir-json と fhir-xml "
         "に変換でき、構文だけが変わります。別の種類の文書に移すときは 様式[/形式] "
         "と書きます（外部の文書では系列名でも指定できます）"});
    command.option(
        "-o,--output", convert->output.path, "FILE|DIR",
        {"Write there: a file, or a directory with one file for each document (default: standard output)",
         "書き出し先のファイル、または文書ごとに一つずつ書くディレクトリー（既定: 標準出力）"});
    command.flag(
        "--join", convert->output.join,
        {"Put the documents of all inputs into one file, in a directory one file for each kind: CSV, or "
         "JSON with one document a line",
         "すべての入力の文書を一つのファイルに（ディレクトリーでは種類ごとに一つ）まとめます（CSV、または "
         "1 行に 1 文書の JSON）"});
    command.flag("--overwrite", convert->output.overwrite,
                 {"Replace files that exist; a device or FIFO is written into",
                  "既にあるファイルを置き換えます。デバイスや名前付きパイプには、そのまま書き込みます"});
    command.flag("--skip-existing", convert->output.skip_existing,
                 {"Leave files that exist as they are: to go on after an interrupted run",
                  "既にあるファイルはそのまま残します（中断した変換の続きに）"});
    command.flag(
        "--pretty", convert->output.pretty,
        {"Write JSON and XML with line breaks, for people", "JSON と XML を改行付きで読みやすく書きます"});
    add_input_options(command, convert->reading);
    add_value_options(command, convert->values);
    command.choice("--rules", convert->rules, {"refuse", "report"},
                   {"A form, or the form in a bundle, that breaks a rule (such as a required item that is "
                    "empty): refuse it (default), or convert and report",
                    "様式のルール（必須項目など）に反する様式ファイルや Bundle: "
                    "refuse（受け付けない、既定）または report（変換して報告）"});
    command.flag(
        "--rebuild", convert->rebuild,
        {"FHIR to FHIR: build the document again from the form's items, without what they do not hold "
         "(default: only the syntax changes)",
         "FHIR から FHIR への変換で、文書を様式の項目から作り直します。項目にない内容は落ちます（既定では "
         "JSON と XML の構文だけを変えます）"});
    command.choice("--on-loss", convert->on_loss, {"report", "refuse"},
                   {"What cannot be carried over: report it (default), or refuse the input",
                    "引き継げない内容があるとき: report（報告、既定）または refuse（受け付けない）"});
    command.choice("--characters", convert->characters,
                   {text::repertoire_names().begin(), text::repertoire_names().end()},
                   {"Write a CSV in the characters that its receiver's system has, and report each that is "
                    "replaced: ms932 (those of CP932), jis (JIS X 0208, without ① ㈱ 髙)",
                    "受け取る側のシステムの文字集合で CSV を書き出し、置き換えた文字をすべて報告します: "
                    "ms932（CP932 の文字）、jis（JIS X 0208。①・㈱・髙 などを含まない）"});
    command.choice("--gaiji", convert->gaiji, {std::string(text::geta_name)},
                   {"A user-defined character: write 〓 and report it (default: refuse the file)",
                    "外字を 〓 に置き換えて報告します（既定: ファイルを受け付けない）"});
    command.option("--loss", convert->loss_file, "FILE",
                   {"Write the report to FILE: text, .json, .ndjson or .outcome.json",
                    "報告を FILE に書きます（文章、または .json・.ndjson・.outcome.json）"});
    command.number("-j,--jobs", convert->threads, "N",
                   {"Work on N inputs at once, and on N parts of a large NDJSON file",
                    "N 件の入力（大きな NDJSON ファイルでは N か所）を並行して処理します"});
    add_pipe_options(command, convert->pipe);
    add_report_settings(command, settings);
    add_settings(command, settings);
    command.examples({"Example: renkei convert form.csv -o form.bundle.json",
                      "例: renkei convert form.csv -o form.bundle.json"});
    command.run([convert, &settings, command]() -> ExitResult {
        TRY_VOID(check_pipe_options(command, convert->pipe, not_beside_pipe));
        return convert->pipe.is_pipe ? convert->answer_lines(settings) : convert->run(settings);
    });
}

} // namespace renkei::cli
