#include "gateway/cli/hints.h"

#include "gateway/cli/terminal.h"

#include <fmt/format.h>

namespace renkei::cli {

using diag::Severity;

Hints hint(Severity severity, Language language, std::string_view text) {
    return {.lines = fmt::format("{}: {}\n", diag::printed(severity, language), text), .is_warning = severity != Severity::information};
}

Hints hint(const diag::Finding& finding, Language language) {
    return {.lines = diag::to_text(finding, language) + "\n", .is_warning = finding.severity != Severity::information};
}

ExitCode tell(const Hints& hints) {
    print_error(hints.lines);
    return hints.is_warning ? ExitCode::findings : ExitCode::clean;
}

} // namespace renkei::cli
