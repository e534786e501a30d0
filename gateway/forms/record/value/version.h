// Versions of forms as their files write them: 202404, 0.1.0.
#pragma once

#include <string_view>

namespace renkei::record {

// "2024-04" and "202404" are the same.
bool same_version(std::string_view a, std::string_view b);
// Number by number; what is no number is never newer.
bool is_newer_version(std::string_view a, std::string_view b);

} // namespace renkei::record
