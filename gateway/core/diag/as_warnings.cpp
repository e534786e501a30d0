#include "gateway/core/diag/as_warnings.h"

#include <algorithm>

namespace renkei::diag {

Report as_warnings(const Report& report, std::optional<Message> only) {
    Report out;
    for (Finding each : report.findings()) {
        const bool is_meant = !only || each.message == *only;
        each.severity = is_meant ? std::min(each.severity, Severity::warning) : each.severity;
        out.add(std::move(each));
    }
    out.add_not_shown(Severity::information, report.not_shown(Severity::information));
    out.add_not_shown(Severity::warning, report.not_shown(Severity::warning));
    out.add_not_shown(only ? Severity::error : Severity::warning, report.not_shown(Severity::error));
    return out;
}

} // namespace renkei::diag
