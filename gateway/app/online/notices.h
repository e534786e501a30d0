// Notices that a command prints beside its result: lines in the form of findings, and whether one of them is
// a warning.
#pragma once

#include "gateway/app/online/command_line.h"
#include "gateway/core/diag/finding.h"

#include <string>
#include <string_view>

namespace renkei::online {

struct Notices {
    std::string lines{};
    bool is_warning = false;
    void add(const Notices& more) {
        lines += more.lines;
        is_warning = is_warning || more.is_warning;
    }
};

Notices notice(diag::Severity severity, Language language, std::string_view text);
Notices notice(const diag::Finding& finding, Language language);

// Prints them to standard error. ExitCode::findings if one of them is a warning.
ExitCode print_notices(const Notices& notices);

} // namespace renkei::online
