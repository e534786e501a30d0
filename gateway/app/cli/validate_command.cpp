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
    command.operands("IN", validate->inputs,
                     {"FHIR JSON, XML or NDJSON files, or directories; - is standard input",
                      "FHIR の JSON・XML・NDJSON ファイル、またはディレクトリー。- は標準入力"});
    command.options("--profile", validate->options.profiles, "URL",
                    {"They must also conform to this profile (canonical URL)",
                     "このプロファイル（正規 URL）への適合も調べます"});
    command.option(
        "--entry", validate->options.entry, "URL",
        {"Validate only the resource of the Bundle's entry with this fullUrl, with the Bundle around it",
         "この fullUrl の entry のリソースだけを、Bundle の中にあるものとして判定します"});
    command.options(
        "--package", validate->packages, "FILE",
        {"Load a FHIR package (.tgz or folder)", "FHIR パッケージ（.tgz またはフォルダー）を読み込みます"});
    command.option("--packages", validate->folder, "DIR",
                   {"Where packages that others need lie (NAME-VERSION.tgz)",
                    "依存先のパッケージ（NAME-VERSION.tgz）を探すフォルダー"});
    command.options("--with", validate->with, "FILE",
                    {"Load a single profile, value set or other resource to validate with",
                     "判定に使うプロファイルや値セットなどのリソースを一つ読み込みます"});
    command.choice("--best-practice", validate->best_practice, {"ignore", "information", "warning", "error"},
                   {"How to report what is only recommended", "推奨事項の扱い"});
    command.choice("--extensions", validate->extensions, {"any", "known"},
                   {"known: an extension whose definition is not loaded is an error",
                    "known: 定義が読み込まれていない拡張をエラーにします"});
    command.options("--extension-domain", validate->options.extension_domains, "URL",
                    {"Extensions below this URL may be unknown, whatever --extensions says",
                     "この URL 以下の拡張は、--extensions にかかわらず、定義がなくても認めます"});
    command.choice("--example-urls", validate->example_urls, {"allowed", "refused"},
                   {"refused: a URL of example.org and the like is an error",
                    "refused: example.org などの例示用 URL をエラーにします"});
    command.choice("--html-in-markdown", validate->html_in_markdown, {"allowed", "refused"},
                   {"refused: HTML tags in markdown are an error",
                    "refused: マークダウンの中の HTML タグをエラーにします"});
    command.choice("--references", validate->rest_references, {"any", "rest"},
                   {"rest: an absolute reference in an answer to a question must end in Type/id, too",
                    "rest: 質問への回答では、絶対 URL の参照にも「型/id」の形を求めます"});
    command.option("--display-language", validate->options.languages, "LANG",
                   {"In which language displays are expected", "表示名に期待する言語"});
    command.flag("--security-checks", validate->options.security_checks,
                 {"Text that looks like HTML is an error", "HTML のように見える文字列をエラーにします"});
    command.number("-j,--jobs", validate->threads, "N",
                   {"Work on N inputs at once", "N 件の入力を並行して処理します"});
    add_pipe_options(command, validate->pipe);
    add_report_settings(command, settings, ReportFormats::with_lines);
    add_settings(command, settings);
    command.run([validate, &settings, command]() -> ExitResult {
        TRY_VOID(check_pipe_options(command, validate->pipe, no_validation_beside_pipe));
        return validate->pipe.is_pipe ? validate->answer_lines(settings) : validate->run(settings);
    });
}

} // namespace renkei::cli
