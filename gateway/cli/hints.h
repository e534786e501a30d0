// What is told beside a thing that was done: lines in the manner of findings, and whether one of them is a warning.
#pragma once

#include "gateway/cli/exit_code.h"
#include "gateway/cli/text.h"
#include "gateway/diag/finding.h"

#include <string>
#include <string_view>

namespace renkei::cli {

struct Hints {
    std::string lines{};
    bool is_warning = false;
    void add(const Hints& more) {
        lines += more.lines;
        is_warning = is_warning || more.is_warning;
    }
};

Hints hint(diag::Severity severity, Language language, std::string_view text);
Hints hint(const diag::Finding& finding, Language language);

// Prints them to standard error: done, with findings if there is anything to mind.
ExitCode tell(const Hints& hints);

} // namespace renkei::cli
