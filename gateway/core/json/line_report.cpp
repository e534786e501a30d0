#include "gateway/core/json/line_report.h"

namespace renkei::json {

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
    report.append_not_shown(of_line);
}

} // namespace renkei::json
