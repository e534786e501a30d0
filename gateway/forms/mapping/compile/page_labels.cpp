#include "gateway/forms/mapping/compile/page_labels.h"

#include <algorithm>
#include <array>

namespace renkei::mapping {

Separated name_behind(std::string_view name, std::string_view begin) {
    constexpr std::array<std::string_view, 4> separators{"：", "の", "　", " "};
    if (begin.empty() || !name.starts_with(begin)) {
        return {name};
    }
    const std::string_view rest = name.substr(begin.size());
    for (const std::string_view separator : separators) {
        if (rest.starts_with(separator) && rest.size() > separator.size()) {
            return {rest.substr(separator.size()), true};
        }
    }
    return {name};
}

std::string_view common_begin(const std::vector<std::string_view>& names) {
    constexpr std::string_view bracket = "（";
    std::string_view out = names.front();
    for (const std::string_view name : names) {
        const auto [end, other] = std::ranges::mismatch(out, name);
        out = out.substr(0, static_cast<std::size_t>(end - out.begin()));
    }
    const auto is_inside = [](std::string_view name, std::size_t at) {
        return at < name.size() && (static_cast<unsigned char>(name[at]) & 0xC0U) == 0x80U;
    };
    while (!out.empty() &&
           std::ranges::any_of(names, [&](std::string_view name) { return is_inside(name, out.size()); })) {
        out.remove_suffix(1);
    }
    if (out.ends_with(bracket)) {
        out.remove_suffix(bracket.size());
    }
    return out;
}

std::string_view head_of(std::string_view name) { return name.substr(0, name.find("：")); }

} // namespace renkei::mapping
