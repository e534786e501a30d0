#include "gateway/network/pages/answer_day.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/mhd/date_range.h"

#include <algorithm>
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

std::int64_t number_of_day(base::Millis at) {
    return time::day_in_japan(at).first_day().time_since_epoch().count();
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
    out.first = number_of_day(out.at);
    out.last = range ? number_of_day(range->to - 1) : out.first;
    out.is_after_receipt = source.received && out.first > number_of_day(*source.received);
    return out;
}

} // namespace renkei::pages
