#include "gateway/forms/conform/conform_scope.h"

#include <fmt/format.h>

namespace renkei::conform {

std::vector<std::string> tasks() {
    std::vector<std::string> out;
    for (const CaseDirection each : {CaseDirection::forward, CaseDirection::backward, CaseDirection::check}) {
        out.emplace_back(to_text(each));
    }
    out.emplace_back(validate_task);
    out.emplace_back(mhd_task);
    return out;
}

std::vector<std::string> levels() {
    std::vector<std::string> out;
    for (const CaseLevel each : {CaseLevel::basic, CaseLevel::complete, CaseLevel::foreign}) {
        out.emplace_back(to_text(each));
    }
    return out;
}

bool ConformScope::has(const ConformCase& about) const {
    return has_base(about) && has_task(to_text(about.direction));
}

std::string to_text(const ConformScope& scope) {
    std::vector<std::string> parts;
    if (!scope.tasks.empty()) {
        parts.push_back(fmt::format("{}", fmt::join(scope.tasks, ", ")));
    }
    if (!scope.forms.empty()) {
        parts.push_back(fmt::format("{}", fmt::join(scope.forms, ", ")));
    }
    if (scope.level != CaseLevel::foreign) {
        parts.emplace_back(to_text(scope.level));
    }
    return parts.empty() ? "all" : fmt::format("{}", fmt::join(parts, "; "));
}

} // namespace renkei::conform
