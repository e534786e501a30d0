// "Did you mean …?": the known name that is nearest to a wrong one.
#pragma once

#include <map>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::form {

// The id of `known` that is nearest to `wrong`, or empty if none is near.
std::string nearest(std::string_view wrong, std::span<const std::string_view> known);
template <class Id>
std::string nearest(std::string_view wrong, const std::map<std::string, Id, std::less<>>& known) {
    const std::vector<std::string_view> names(std::views::keys(known).begin(), std::views::keys(known).end());
    return nearest(wrong, names);
}

} // namespace renkei::form
