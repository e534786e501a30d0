#include "gateway/app/online/notices.h"

#include <fmt/format.h>

namespace renkei::online {

using diag::Severity;

Notices notice(Severity severity, Language language, std::string_view text) {
    return {.lines = fmt::format("{}: {}\n", diag::printed(severity, language), text),
            .is_warning = severity != Severity::information};
}

Notices notice(const diag::Finding& finding, Language language) {
    return {.lines = diag::to_text(finding, language) + "\n",
            .is_warning = finding.severity != Severity::information};
}

ExitCode print_notices(const Notices& notices) {
    print_error(notices.lines);
    return notices.is_warning ? ExitCode::findings : ExitCode::clean;
}

} // namespace renkei::online
