#include "gateway/app/cli/settings.h"

#include "gateway/app/cli/terminal.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/source.h"
#include "generated/messages/cli.h"

namespace renkei::cli {

service::ReadSettings InputOptions::settings() const {
    return {.form = form,
            .read_mode = lenient ? record::ReadMode::lenient : record::ReadMode::strict,
            .encoding = text::encoding_of(encoding),
            .name = name};
}

void add_settings(Command& command, CommandSettings& settings) {
    command.option("--mappings", settings.mappings, "DIR",
                   {"Use the mappings in DIR instead of the installed ones",
                    "組み込みの対応表の代わりに DIR の対応表を使います"});
    command.choice(
        "--lang", settings.language_name, {"en", "ja"},
        {"Language of messages (else from LANG)", "メッセージの言語（指定がなければ LANG に従います）"});
}

void add_fail_on(Command& command, CommandSettings& settings) {
    command.choice("--fail-on", settings.fail_on, {"information", "warning", "error"},
                   {"Exit with 1 if a finding is at least this severe (default: warning)",
                    "この重さ以上の指摘があれば終了コードを 1 にします（既定: warning）"});
}

void add_report_settings(Command& command, CommandSettings& settings, ReportFormats formats) {
    add_fail_on(command, settings);
    if (formats == ReportFormats::with_lines) {
        command.choice(
            "--format", settings.format, {"text", "json", "outcome", "ndjson"},
            {"Form of the report: lines, a JSON array, a FHIR OperationOutcome, or one of these for "
             "each document, a line each",
             "報告の形式: 文章、JSON 配列、FHIR の OperationOutcome、または文書ごとに 1 行ずつの "
             "OperationOutcome"});
        return;
    }
    command.choice("--format", settings.format, {"text", "json", "outcome"},
                   {"Form of the report: lines, a JSON array or a FHIR OperationOutcome",
                    "報告の形式: 文章、JSON 配列、FHIR の OperationOutcome"});
}

void add_version(Command& command, std::optional<std::string>& version) {
    command.option("--version", version, "VERSION",
                   {"Of this version of the form (default: the newest)", "様式の版（既定: 最新の版）"});
}

void add_overwrite(Command& command, bool& overwrite) {
    command.flag("--overwrite", overwrite, {"Replace a file that exists", "既にあるファイルを置き換えます"});
}

void add_input_options(Command& command, InputOptions& reading) {
    command.option("--form", reading.form, "ID",
                   {"The form, if it cannot be recognised by the content (see: renkei forms)",
                    "内容から様式が分からないときの様式 ID（一覧は renkei forms）"});
    command.option("--name", reading.name, "NAME",
                   {"The file name of standard input, for forms that say items in it",
                    "標準入力のファイル名（ファイル名に項目のある様式のため）"});
    command.choice("--encoding", reading.encoding, {"cp932", "utf-8"},
                   {"Encoding of CSV files (default: cp932)", "CSV の文字コード（既定: cp932）"});
    command.flag("--lenient", reading.lenient,
                 {"Also take common deviations (Japanese eras, slash dates, full width …) and report each",
                  "和暦・スラッシュ区切りの日付・全角数字などのよくある逸脱も受け付け、すべて報告します"});
}

Opened<catalogue::Catalogue> open_catalogue(const CommandSettings& settings) {
    diag::Report report;
    diag::Result<catalogue::Catalogue> catalogue = service::open_mappings(settings.mappings, report);
    if (catalogue && !catalogue->plans().empty()) {
        return *std::move(catalogue);
    }
    print_findings(report.findings(), settings.language);
    if (report.at_least(diag::Severity::error)) {
        print_finding(
            diag::finding(diag::message::mappings_not_used, {.file = settings.mappings}, {settings.mappings}),
            settings.language);
    }
    if (report.empty()) {
        print_finding(catalogue ? diag::finding(diag::message::no_forms, {.file = settings.mappings})
                                : catalogue.error(),
                      settings.language);
    }
    return tl::make_unexpected(ExitCode::environment);
}

diag::Result<std::filesystem::path> mappings_folder(const CommandSettings& settings) {
    return settings.mappings.empty() ? definitions::find_data_file("mappings") : settings.mappings;
}

void print_finding(const diag::Finding& finding, Language language) {
    print_error(diag::to_text(finding, language) + "\n");
}

ExitCode print_trouble(diag::Error error, Language language) {
    print_finding(error, language);
    return ExitCode::environment;
}

} // namespace renkei::cli
