#include "gateway/core/json/line_report.h"

#include <algorithm>

namespace renkei::json {
namespace {

// What a report counted without keeping it.
diag::Report hidden_part(const diag::Report& report) {
    diag::Report out(0);
    for (const diag::Severity severity :
         {diag::Severity::information, diag::Severity::warning, diag::Severity::error}) {
        const auto shown = static_cast<std::size_t>(
            std::ranges::count(report.findings(), severity, &diag::Finding::severity));
        diag::Finding finding;
        finding.severity = severity;
        for (std::size_t i = shown; i < report.count(severity); ++i) {
            out.add(finding);
        }
    }
    return out;
}

} // namespace

void shift(diag::Where& where, const Line& line) {
    if (where.line > 0) {
        where.line += line.number - 1;
        where.offset += line.offset;
        where.is_line_a_document = line.is_document;
    }
}

void append(diag::Report& report, const diag::Report& of_line, const Line& line) {
    for (diag::Finding each : of_line.findings()) {
        shift(each.where, line);
        report.add(std::move(each));
    }
    if (of_line.not_shown() > 0) {
        report.append(hidden_part(of_line));
    }
}

} // namespace renkei::json
