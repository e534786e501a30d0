// Texts one after the other.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace renkei::text {

// What the projection makes of each element, with `between` in between; nothing before the first text.
template <class Range, class Projection = std::identity>
std::string joined(const Range& range, std::string_view between, Projection projection = {}) {
    std::string out;
    for (const auto& each : range) {
        out.append(out.empty() ? std::string_view() : between).append(std::invoke(projection, each));
    }
    return out;
}

} // namespace renkei::text
