// A response body that is pulled and written piece by piece, so that no more than one piece of it is in
// memory.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace renkei::http {

struct BodySource {
    std::uint64_t size = 0; // bytes of all pieces together: Content-Length
    // The next piece; nothing at the end. After an error the connection is cut, so that its receiver sees
    // that the body is not whole.
    std::function<diag::Result<std::optional<std::string>>()> next{};
    explicit operator bool() const { return static_cast<bool>(next); }
};

} // namespace renkei::http
