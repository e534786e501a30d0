// The value of a result that a test cannot do without.
#pragma once

#include "gateway/core/diag/result.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <type_traits>

namespace renkei::test {

template <class T>
T must(diag::Result<T> result) {
    if (!result) {
        ADD_FAILURE() << diag::to_text(result.error(), diag::Language::english);
        std::abort();
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

} // namespace renkei::test
