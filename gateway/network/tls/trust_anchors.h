// What a file of authorities holds.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace renkei::tls {

struct TrustAnchors {
    std::size_t authorities = 0;       // that may issue others (RFC 5280 §4.2.1.9)
    std::vector<std::string> others{}; // subjects of end-entity certificates among them
    std::int64_t first_expiry = 0;     // when the first of all ends, seconds since 1970
};
diag::Result<TrustAnchors> read_anchors(const std::filesystem::path& file);

} // namespace renkei::tls
