#include "gateway/app/cli/reporter.h"

#include "gateway/app/cli/terminal.h"
#include "gateway/core/base/file.h"
#include "gateway/fhir/resources/outcome.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <utility>

namespace renkei::cli {
namespace {

using diag::Finding;
using diag::Severity;
using service::Outcome;
using service::OutcomeStatus;

struct ReportEnding {
    std::string_view ending;
    std::string_view format;
};
constexpr std::array<ReportEnding, 4> report_endings{
    {{".outcome.json", "outcome"}, {".ndjson", "lines"}, {".jsonl", "lines"}, {".json", "json"}}};

std::string format_of_file(const std::string& path) {
    for (const ReportEnding& each : report_endings) {
        if (path.ends_with(each.ending)) {
            return std::string(each.format);
        }
    }
    return "text";
}

// What is printed about an input, and what it means for the exit code, by status.
struct StatusRow {
    OutcomeStatus status;
    Text text;
    ExitCode code;
};
constexpr std::array<StatusRow, 5> status_rows{
    {{OutcomeStatus::done, {"done", "完了"}, ExitCode::clean},
     {OutcomeStatus::refused, {"refused", "受け付けませんでした"}, ExitCode::refused},
     {OutcomeStatus::unreadable, {"cannot be read", "読めません"}, ExitCode::environment},
     {OutcomeStatus::unwritten, {"not written", "書き出せませんでした"}, ExitCode::environment},
     {OutcomeStatus::wrong_output, {"not written", "書き出せませんでした"}, ExitCode::usage}}};
const StatusRow& status_row(OutcomeStatus status) { return status_rows[static_cast<std::size_t>(status)]; }

constexpr Text counts_text{"{} error(s), {} warning(s), {} information",
                           "エラー {} 件、警告 {} 件、情報 {} 件"};
constexpr Text inputs_summary_text{
    "{} inputs: {} clean, {} with findings, {} refused, {} not read or written",
    "入力 {} 件: 指摘なし {} 件、指摘あり {} 件、受け付けず {} 件、読み書きできず {} 件"};

} // namespace

ExitCode Reporter::code_of(const Outcome& outcome) const {
    const bool has_findings =
        outcome.status == OutcomeStatus::done && outcome.report.at_least(settings_.fail_severity());
    return has_findings ? ExitCode::findings : status_row(outcome.status).code;
}

bool Reporter::is_text() const { return settings_.format.empty() || settings_.format == "text"; }

void Reporter::add(const Outcome& outcome, const std::vector<std::string>& written) {
    ++seen_;
    code_ = worse(code_, code_of(outcome));
    failed_ += code_of(outcome) >= ExitCode::usage ? 1U : 0U;
    refused_ += outcome.status == OutcomeStatus::refused ? 1U : 0U;
    const bool is_done = outcome.status == OutcomeStatus::done;
    clean_ += is_done && outcome.report.empty() ? 1U : 0U;
    with_findings_ += is_done && !outcome.report.empty() ? 1U : 0U;
    show_findings(outcome);
    show_status(outcome, written);
    show_progress();
}

void Reporter::add_failure(const diag::Error& error) {
    clear_progress();
    print_finding(error, settings_.language);
    code_ = worse(code_, ExitCode::environment);
}

bool Reporter::is_printed_in_parts() const { return mine_.report_file.empty() && !is_text(); }

void Reporter::print_report(const std::string& bytes) {
    if (mine_.report_is_output) {
        print(bytes);
    } else {
        print_error(bytes);
    }
}

void Reporter::print_part(const std::string& rows) {
    if (!rows.empty()) {
        const std::string begin =
            settings_.format == "outcome" ? resources::outcome_begin(settings_.language) : "[";
        print_report((std::exchange(has_parts_, true) ? "," : begin) + rows);
    }
}

void Reporter::show_findings(const Outcome& outcome) {
    if (is_printed_in_parts()) {
        print_part(settings_.format == "outcome"
                       ? resources::outcome_issues(outcome.report, settings_.language, mine_.base)
                       : resources::to_json_rows(outcome.report, settings_.language));
        return;
    }
    const bool is_kept = !mine_.report_file.empty();
    if (is_kept) {
        all_.append(outcome.report);
    }
    const bool is_shown = is_kept ? outcome.status != OutcomeStatus::done && is_text() : true;
    if (!is_shown || outcome.report.empty()) {
        return;
    }
    clear_progress();
    print_report(resources::to_grouped_lines(outcome.report, settings_.language));
}

// Of many inputs each gets a line; of one the findings and the exit code say enough.
void Reporter::show_status(const Outcome& outcome, const std::vector<std::string>& written) {
    if (mine_.inputs < 2 || !is_text()) {
        return;
    }
    const Language language = settings_.language;
    std::string line = fmt::format("{}: {}", outcome.input, status_row(outcome.status).text.in(language));
    if (outcome.status != OutcomeStatus::unreadable && !outcome.report.empty()) {
        const diag::Report& r = outcome.report;
        line +=
            fmt::format(" ({})", fmt::format(fmt::runtime(counts_text.in(language)), r.count(Severity::error),
                                             r.count(Severity::warning), r.count(Severity::information)));
    }
    line += written.empty() ? "" : fmt::format(" → {}", fmt::join(written, ", "));
    print_line(line);
}

void Reporter::print_line(const std::string& line) {
    clear_progress();
    if (mine_.report_is_output) {
        print(line + "\n");
    } else {
        print_error(line + "\n");
    }
}

void Reporter::show_progress() {
    constexpr std::size_t width = 40;
    if (mine_.inputs < 2 || !error_is_terminal()) {
        return;
    }
    const std::size_t done = width * seen_ / mine_.inputs;
    print_error(fmt::format("\r[{:#<{}}{:.<{}}] {}/{}", "", done, "", width - done, seen_, mine_.inputs));
    progress_shown_ = true;
}

void Reporter::clear_progress() {
    if (progress_shown_) {
        print_error("\r\033[K");
        progress_shown_ = false;
    }
}

void Reporter::show_summary() {
    if (mine_.inputs > 1 && is_text()) {
        print_line(fmt::format(fmt::runtime(inputs_summary_text.in(settings_.language)), seen_, clean_,
                               with_findings_, refused_, failed_));
    }
}

std::string Reporter::rendered() const {
    const std::string format =
        settings_.format.empty() ? format_of_file(mine_.report_file) : settings_.format;
    if (format == "outcome") {
        return resources::operation_outcome(all_, settings_.language, mine_.base) + "\n";
    }
    if (format == "json") {
        return resources::to_json_array(all_, settings_.language) + "\n";
    }
    return format == "lines" ? resources::to_json_lines(all_, settings_.language)
                             : resources::to_text_lines(all_, settings_.language);
}

ExitCode Reporter::write_report() {
    if (mine_.report_file.empty()) {
        if (!is_text()) {
            const std::string end = settings_.format == "outcome" ? std::string(resources::outcome_end) : "]";
            print_report(has_parts_ ? end + "\n" : rendered());
        }
        return ExitCode::clean;
    }
    const diag::Result<void> written = base::write_file(
        mine_.report_file, rendered(), mine_.overwrite ? base::Overwrite::yes : base::Overwrite::no);
    if (!written) {
        print_finding(written.error(), settings_.language);
        return ExitCode::environment;
    }
    return ExitCode::clean;
}

ExitCode Reporter::finish() {
    clear_progress();
    code_ = worse(code_, write_report());
    show_summary();
    return code_;
}

} // namespace renkei::cli
