// The cases of the kit that a program supports. A missing result in scope fails; other cases are not counted.
#pragma once

#include "gateway/forms/conform/conform_kit.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

// What is asked of a program: the three directions of the kit, and what is asked of servers alone.
inline constexpr std::string_view validate_task = "validate";
inline constexpr std::string_view mhd_task = "mhd";
std::vector<std::string> tasks();  // "forward", "backward", "check", "validate", "mhd"
std::vector<std::string> levels(); // "basic", "complete", "foreign"

struct ConformScope {
    std::set<std::string> forms{};        // ids; empty: all
    std::set<std::string> tasks{};        // of tasks(); empty: all
    CaseLevel level = CaseLevel::foreign; // and those below

    bool has_form(std::string_view form) const { return forms.empty() || forms.contains(std::string(form)); }
    bool has_task(std::string_view task) const { return tasks.empty() || tasks.contains(std::string(task)); }
    bool has(const ConformCase& about) const; // its form, its direction and its level
    // Are the case's form and level in the scope? The direction does not count: a task is made from the case.
    bool has_base(const ConformCase& about) const { return has_form(about.form) && about.level <= level; }
};

// "all" or "forward, check; admission; basic".
std::string to_text(const ConformScope& scope);

} // namespace renkei::conform
