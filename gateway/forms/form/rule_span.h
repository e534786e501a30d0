// How long a period may be: "6 months", "30 days".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace renkei::form {

struct RuleSpan {
    std::int32_t months = 0;
    std::int32_t days = 0;
};

// "N months" or "N days", N from 1.
std::optional<RuleSpan> rule_span(std::string_view text);

// Is the period from the first to the last day, both included, longer? Partial dates count from their first
// day; false if one of them is no date.
bool is_longer_than(const RuleSpan& span, std::string_view first, std::string_view last);

} // namespace renkei::form
