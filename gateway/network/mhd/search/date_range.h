// A date or time as FHIR writes it is a span: 2026-03 is all of March. Without a zone it is Japan's.
#pragma once

#include "gateway/core/base/clock.h"

#include <limits>
#include <optional>
#include <string_view>

namespace renkei::mhd {

struct DateRange {
    static constexpr base::Millis always = std::numeric_limits<base::Millis>::max();
    static constexpr base::Millis never = std::numeric_limits<base::Millis>::min();
    base::Millis from = never; // inclusive
    base::Millis to = always;  // exclusive
    bool operator==(const DateRange&) const = default;
};

// The span of a date, dateTime or instant, whose time may end with its minutes; nothing for other texts.
std::optional<DateRange> parse_date_range(std::string_view text);

} // namespace renkei::mhd
