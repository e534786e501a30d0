// Prints the result of each input, collects the requested report and computes the exit code.
#pragma once

#include "gateway/app/cli/progress.h"
#include "gateway/app/cli/settings.h"
#include "gateway/forms/service/outcome.h"

#include <cstddef>
#include <string>
#include <vector>

namespace renkei::cli {

struct ReporterSettings {
    std::string report_file{};     // --loss: the report goes there, and only refusals to standard error
    bool report_is_output = false; // the report is what was asked for: it goes to standard output
    bool overwrite = false;
    std::size_t inputs = 1;
    std::string base{}; // canonical base, for OperationOutcome
};

class Reporter {
public:
    // Of a report that is to have every place: some hundred megabytes at most.
    static constexpr std::size_t most_findings = 1'000'000;

    Reporter(const CommandSettings& settings, ReporterSettings mine)
        : settings_(settings),
          mine_(std::move(mine)),
          progress_(mine_.inputs) {}

    // `written`: the files that hold its documents. Of outcomes that are not the last one of their input, the
    // findings are shown at once.
    void add(const service::Outcome& outcome, const std::vector<std::string>& written);
    // An error of the output, not of an input.
    void add_failure(const diag::Error& error);
    // Writes what is written at the end; the exit code of the whole run.
    ExitCode finish();

private:
    ExitCode code_of(const service::Outcome& outcome) const;
    void show_findings(const service::Outcome& outcome);
    void show_status(const service::Outcome& outcome, const std::vector<std::string>& written);
    void print_line(const std::string& line);
    void show_summary();
    void show_not_judged();
    bool is_text() const;
    bool is_by_document() const; // --format ndjson: an OperationOutcome a line
    // --format json or outcome without --loss: each input's part is printed when it is done.
    bool is_printed_in_parts() const;
    void print_part(const std::string& rows);
    void print_report(const std::string& bytes);
    std::string rendered() const;
    ExitCode write_report();

    const CommandSettings& settings_;
    ReporterSettings mine_;
    Progress progress_;
    validate::NotJudgedCounts not_judged_{};
    diag::Report all_{most_findings}; // what --loss asks for
    bool has_parts_ = false;          // one was printed
    std::size_t seen_ = 0;
    std::size_t clean_ = 0;
    std::size_t with_findings_ = 0;
    std::size_t refused_ = 0;
    std::size_t failed_ = 0;             // to read or to write
    service::OutcomeStatus status_{};    // of the input that is not done yet
    std::array<std::size_t, 3> found_{}; // in it, by severity
    ExitCode code_ = ExitCode::clean;
};

} // namespace renkei::cli
