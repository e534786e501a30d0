// On which day an answer was given, as people in Japan count days.
#pragma once

#include "gateway/network/mhd/summary_document.h"

#include <cstdint>

namespace renkei::pages {

// Where the day comes from.
enum class DayOrigin : std::uint8_t {
    answer,   // it states one
    document, // it states none, or one that lasts: the document has one
    receipt   // neither has one that can be read
};

struct AnswerDay {
    DayOrigin origin = DayOrigin::receipt;
    const mhd::SummaryTime* stated = nullptr; // of the answer, as it is written; null: it has none
    base::Millis at = 0;                      // when the day begins
    std::int64_t first = 0;                   // days in Japan that it may mean
    std::int64_t last = 0;
    bool is_after_receipt = false; // a slip or an announcement: nothing of that day was known yet

    bool is_newer_than(const AnswerDay& other) const {
        return is_after_receipt != other.is_after_receipt ? other.is_after_receipt : at > other.at;
    }
    bool is_same_day(const AnswerDay& other) const { return first == other.first && last == other.last; }
};

// What lasts (a diagnosis, an allergy, a medicine, a goal) has the day of its newest document: its own date
// is when it began. The content must outlive it.
AnswerDay day_of(const mhd::SummaryContent& content, const mhd::SummaryEntry& entry);
// When something began that lasts; null: it does not, or that is not known.
const mhd::SummaryTime* beginning_of(const mhd::SummaryEntry& entry);

} // namespace renkei::pages
