// The exit code of the program, and how a command ends early. Of several inputs, the highest code counts.
#pragma once

#include "gateway/core/diag/result.h"

#include <optional>

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

// Why a command ended early: an error that the program prints, or the exit code after that was printed. With
// both, the code is not the one that the error has otherwise. TRY makes one of either.
struct Failure {
    Failure(diag::Error why) : error(std::move(why)) {}
    Failure(diag::Error why, ExitCode as) : error(std::move(why)), code(as) {}
    Failure(ExitCode printed) : code(printed) {}
    std::optional<diag::Error> error{};
    std::optional<ExitCode> code{};
};
using ExitResult = tl::expected<ExitCode, Failure>; // of a command; TRY ends it with an error

// What a command opens. An exit code: the error was printed.
template <class T>
using Opened = tl::expected<T, ExitCode>;

inline tl::unexpected<Failure> fail_usage(diag::Error error) {
    return tl::make_unexpected(Failure(std::move(error), ExitCode::usage));
}

} // namespace renkei::cli
