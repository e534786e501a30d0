// Result<T>: a value or the findings that made it impossible. Findings about data that did not stop anything
// go to a Report.
#pragma once

#include "gateway/core/diag/finding.h"

#include <tl/expected.hpp>

#include <utility>

namespace renkei::diag {

// Why an operation could not finish. Usually one finding; a reader that names everything wrong in one pass
// puts the rest into its Report and returns the first.
using Error = Finding;

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Message message, Where where, Arguments args = {}) {
    return tl::make_unexpected(finding(message, std::move(where), std::move(args)));
}

} // namespace renkei::diag

#define RENKEI_TRY_CAT_(a, b) a##b
#define RENKEI_TRY_NAME_(a, b) RENKEI_TRY_CAT_(a, b)
// TRY(auto x, f()): x is the value of f(), or the caller returns f's error.
#define TRY(declaration, expression)                                                                         \
    auto RENKEI_TRY_NAME_(try_result_, __LINE__) = (expression);                                             \
    if (!RENKEI_TRY_NAME_(try_result_, __LINE__)) {                                                          \
        return tl::make_unexpected(std::move(RENKEI_TRY_NAME_(try_result_, __LINE__)).error());              \
    }                                                                                                        \
    declaration = std::move(*RENKEI_TRY_NAME_(try_result_, __LINE__))
// TRY_VOID(f()): the caller returns f's error, if it has one.
#define TRY_VOID(expression)                                                                                 \
    if (auto RENKEI_TRY_NAME_(try_result_, __LINE__) = (expression);                                         \
        !RENKEI_TRY_NAME_(try_result_, __LINE__)) {                                                          \
        return tl::make_unexpected(std::move(RENKEI_TRY_NAME_(try_result_, __LINE__)).error());              \
    }
