// The exit code of the program. Of several inputs, the highest counts.
#pragma once

namespace renkei::cli {

enum class ExitCode : int {
    clean = 0,    // nothing at or above --fail-on
    findings = 1, // done, with such findings
    refused = 2,  // at least one input
    usage = 3,
    environment = 4, // a file that cannot be read or written, no data files
    store_moved = 5, // of `serve`: the store's files were removed, moved or replaced while it ran
};

inline ExitCode worse(ExitCode a, ExitCode b) { return a < b ? b : a; }

} // namespace renkei::cli
