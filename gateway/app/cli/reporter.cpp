#include "gateway/app/cli/reporter.h"

#include "gateway/app/cli/terminal.h"
#include "gateway/core/base/file.h"
#include "gateway/fhir/resources/outcome.h"
#include "generated/texts/cli.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace renkei::cli {
namespace {

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

} // namespace

ExitCode Reporter::code_of(const Outcome& outcome) const {
    const bool has_findings =
        outcome.status == OutcomeStatus::done && outcome.report.at_least(settings_.fail_severity());
    return has_findings ? ExitCode::findings : status_row(outcome.status).code;
}

bool Reporter::is_by_document() const { return settings_.format == "ndjson"; }

bool Reporter::is_text() const { return settings_.format.empty() || settings_.format == "text"; }

void Reporter::add(const Outcome& outcome, const std::vector<std::string>& written) {
    code_ = worse(code_, code_of(outcome));
    validate::add(not_judged_, outcome.not_judged);
    status_ = std::max(status_, outcome.status);
    for (const Severity severity : {Severity::information, Severity::warning, Severity::error}) {
        found_[static_cast<std::size_t>(severity)] += outcome.report.count(severity);
    }
    show_findings(outcome);
    if (!outcome.is_last) {
        return;
    }
    ++seen_;
    failed_ += status_row(status_).code >= ExitCode::usage ? 1U : 0U;
    refused_ += status_ == OutcomeStatus::refused ? 1U : 0U;
    const bool is_done = status_ == OutcomeStatus::done;
    const bool is_clean = found_ == std::array<std::size_t, 3>{};
    clean_ += is_done && is_clean ? 1U : 0U;
    with_findings_ += is_done && !is_clean ? 1U : 0U;
    show_status(outcome, written);
    progress_.show(seen_);
    status_ = {};
    found_ = {};
}

void Reporter::add_failure(const diag::Error& error) {
    progress_.clear();
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
    if (is_by_document()) {
        if (!outcome.is_end_of_lines) {
            print_report(resources::operation_outcome(outcome.report, settings_.language, mine_.base) + "\n");
        }
        return;
    }
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
    progress_.clear();
    print_report(resources::to_grouped_lines(outcome.report, settings_.language));
}

// Of many inputs each gets a line; of one the findings and the exit code say enough.
void Reporter::show_status(const Outcome& outcome, const std::vector<std::string>& written) {
    if (mine_.inputs < 2 || !is_text()) {
        return;
    }
    const Language language = settings_.language;
    std::string line = fmt::format("{}: {}", outcome.input, status_row(status_).text.in(language));
    if (status_ != OutcomeStatus::unreadable && found_ != std::array<std::size_t, 3>{}) {
        const auto count = [&](Severity severity) { return found_[static_cast<std::size_t>(severity)]; };
        line += fmt::format(" ({})", formatted(counts_text, language, count(Severity::error),
                                               count(Severity::warning), count(Severity::information)));
    }
    line += written.empty() ? "" : fmt::format(" → {}", fmt::join(written, ", "));
    print_line(line);
}

void Reporter::print_line(const std::string& line) {
    progress_.clear();
    if (mine_.report_is_output) {
        print(line + "\n");
    } else {
        print_error(line + "\n");
    }
}

void Reporter::show_summary() {
    if (mine_.inputs > 1 && is_text()) {
        print_line(formatted(inputs_summary_text, settings_.language, seen_, clean_, with_findings_, refused_,
                             failed_));
    }
}

// Of all inputs together. An OperationOutcome has the single findings, and no issues about issues.
void Reporter::show_not_judged() {
    const diag::Report summary = validate::summary_of(not_judged_);
    if (summary.empty()) {
        return;
    }
    if (is_text()) {
        progress_.clear();
        print_report(resources::to_text_lines(summary, settings_.language));
    } else if (settings_.format == "json") {
        print_part(resources::to_json_rows(summary, settings_.language));
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
        if (!is_text() && !is_by_document()) {
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
    progress_.clear();
    show_not_judged();
    code_ = worse(code_, write_report());
    show_summary();
    return code_;
}

} // namespace renkei::cli
