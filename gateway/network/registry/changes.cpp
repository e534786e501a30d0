#include "gateway/network/registry/changes.h"

#include <fmt/format.h>

namespace renkei::registry {

std::string day_text(const std::optional<time::Date>& day) { return day ? day->text() : std::string(); }

void Changes::note(std::string_view name, std::string_view before, std::string_view after) {
    if (before == after) {
        return;
    }
    names_.emplace_back(name);
    text_ += fmt::format("{}{}:{}>{}", text_.empty() ? "" : ",", name, before, after);
}

void Changes::note(std::string_view name, const std::optional<time::Date>& before,
                   const std::optional<time::Date>& after) {
    note(name, day_text(before), day_text(after));
}

} // namespace renkei::registry
