// What must not be missed, before all else of a page: what it is called, what is said, and where it comes
// from.
#pragma once

#include "gateway/forms/html/frame.h"
#include "gateway/forms/mapping/plan/page_plan.h"

#include <span>
#include <string>
#include <vector>

namespace renkei::html {

struct Alert {
    mapping::AlertKind kind = mapping::AlertKind::warning;
    std::string name{}; // HTML
    std::vector<LinePart> lines{};
    bool operator==(const Alert&) const = default;
};

// The gravest first; those of one kind and name are one. Empty: there is none.
std::string alerts_html(std::vector<Alert> alerts);
// Their names again, beside the person: deaths and dangers.
std::string flags_html(std::span<const Alert> alerts);

bool any_restricted(std::span<const Alert> alerts);

} // namespace renkei::html
