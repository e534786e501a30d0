#include "gateway/network/mhd/summary_numbers.h"

#include <algorithm>

namespace renkei::mhd {
namespace {

using documents::PersonNumber;

// Without its organisation a number may be any of those that look the same.
bool may_be_same(const PersonNumber& a, const PersonNumber& b) {
    return a.number == b.number && (a.within == b.within || a.within.value.empty() || b.within.value.empty());
}

} // namespace

void SummaryNumbers::add(const std::vector<PersonNumber>& of_document) {
    std::vector<std::size_t> places;
    for (const PersonNumber& each : of_document) {
        if (const std::size_t place = place_of(each); place < numbers_.size()) {
            places.push_back(joined_[place]);
        }
    }
    for (std::size_t& each : joined_) {
        if (std::ranges::find(places, each) != places.end()) {
            each = places.front();
        }
    }
}

// The place of the number among those that are kept; it is added if it is missing.
std::size_t SummaryNumbers::place_of(const PersonNumber& number) {
    const auto known = std::ranges::find(numbers_, number);
    if (known != numbers_.end() || numbers_.size() == most) {
        return static_cast<std::size_t>(known - numbers_.begin());
    }
    const std::size_t own = numbers_.size();
    const auto same =
        std::ranges::find_if(numbers_, [&](const PersonNumber& each) { return may_be_same(each, number); });
    joined_.push_back(same == numbers_.end() ? own
                                             : joined_[static_cast<std::size_t>(same - numbers_.begin())]);
    numbers_.push_back(number);
    return own;
}

bool SummaryNumbers::are_linked() const {
    return std::ranges::any_of(joined_, [&](std::size_t each) { return each != joined_.front(); });
}

bool SummaryNumbers::are_of_two() const {
    return std::ranges::any_of(numbers_, [&](const PersonNumber& a) {
        return std::ranges::any_of(numbers_, [&](const PersonNumber& b) {
            return a.number.system == b.number.system && a.within == b.within &&
                   a.number.value != b.number.value;
        });
    });
}

} // namespace renkei::mhd
