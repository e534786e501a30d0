#include "gateway/network/pages/answer_day.h"

#include "gateway/core/time/date_time.h"
#include "gateway/network/mhd/date_range.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace renkei::pages {
namespace {

using mhd::DateRange;
using mhd::SummaryEntry;
using mhd::SummarySource;

constexpr std::string_view lasting[] = {"AllergyIntolerance", "Condition", "Goal", "MedicationStatement"};

bool is_lasting(const SummaryEntry& entry) {
    const std::string_view type = std::string_view(entry.reference).substr(0, entry.reference.find('/'));
    return std::ranges::find(lasting, type) != std::end(lasting);
}

std::int64_t day_in_japan(base::Millis at) {
    return std::chrono::floor<std::chrono::days>(std::chrono::milliseconds(at) + time::japan_offset).count();
}

} // namespace

const mhd::SummaryTime* beginning_of(const SummaryEntry& entry) {
    return is_lasting(entry) && entry.line.date.is_known() ? &entry.line.date : nullptr;
}

AnswerDay day_of(const mhd::SummaryContent& content, const SummaryEntry& entry) {
    const SummarySource& source = content.sources[entry.sources.front()];
    const bool is_own = entry.line.date.is_known() && !is_lasting(entry);
    AnswerDay out{.stated = is_own ? &entry.line.date : nullptr, .at = source.received.value_or(0)};
    std::optional<DateRange> range;
    if (is_own) { // of a period that has no beginning: its end
        range = mhd::parse_date_range(entry.line.date.from.empty() ? entry.line.date.to.value_or("")
                                                                   : entry.line.date.from);
        out.origin = DayOrigin::answer;
    }
    if (!range) {
        range = mhd::parse_date_range(source.date);
        out.origin = range ? DayOrigin::document : DayOrigin::receipt;
    }
    if (range) {
        out.at = range->from;
    }
    out.first = day_in_japan(out.at);
    out.last = range ? day_in_japan(range->to - 1) : out.first;
    out.is_after_receipt = source.received && out.first > day_in_japan(*source.received);
    return out;
}

} // namespace renkei::pages
