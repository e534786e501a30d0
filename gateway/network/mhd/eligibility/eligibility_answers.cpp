#include "gateway/network/mhd/eligibility/eligibility_answers.h"

#include <algorithm>
#include <utility>

namespace renkei::mhd {
namespace {

// What an answer says, whatever document says it.
const std::string& key_of(const EligibilityValue& value) {
    return value.code.empty() ? value.text : value.code;
}

bool is_same_answer(const EligibilityValue& a, const EligibilityValue& b) {
    return a.code == b.code && a.text == b.text && a.reason == b.reason && a.period.from == b.period.from &&
           a.period.to == b.period.to && a.is_timeless == b.is_timeless && a.is_restricted == b.is_restricted;
}

} // namespace

EligibilityAnswers::EligibilityAnswers(const EligibilityRow& row)
    : field_{.id = row.field,
             .name = row.name,
             .system = row.system,
             .code = row.code,
             .display = row.display,
             .unit = row.unit},
      counts_(row.counts) {}

bool EligibilityAnswers::add(EligibilityValue value) {
    const bool has_room = answers_.size() < most_answers;
    if (has_room) {
        answers_.push_back(std::move(value));
    }
    return has_room;
}

EligibilityField EligibilityAnswers::finish(const std::vector<std::size_t>& asking) {
    drop_undated_repeats();
    if (counts_ == Counts::latest) {
        end_earlier();
    }
    field_.state = state(asking);
    const std::optional<std::size_t> sure = newest_sure();
    for (EligibilityValue& each : answers_) {
        each.contradicts = field_.state == EligibilityState::differs &&
                           std::ranges::any_of(each.sources, [&](std::size_t source) {
                               return counts_in(each, source, sure);
                           });
    }
    field_.is_silent_in_newer = is_silent_in_newer(asking);
    merge();
    return std::move(field_);
}

// A document that gives an answer with its period gives it once more without, perhaps there alone in words.
void EligibilityAnswers::drop_undated_repeats() {
    std::set<std::size_t> dated;
    for (EligibilityValue& each : answers_) {
        if (each.period.is_known() || each.is_timeless) {
            dated.insert(each.sources.begin(), each.sources.end());
            const auto worded = std::ranges::find_if(answers_, [&](const EligibilityValue& other) {
                return other.sources == each.sources && other.code == each.code && other.text != other.code;
            });
            each.text = each.text == each.code && worded != answers_.end() ? worded->text : each.text;
        }
    }
    for (EligibilityValue& each : answers_) {
        if (!each.period.is_known() && !each.is_timeless) {
            std::erase_if(each.sources, [&](std::size_t source) { return dated.contains(source); });
        }
    }
    std::erase_if(answers_, [](const EligibilityValue& each) { return each.sources.empty(); });
}

// Of those that the newest document names and that hold, the one that began last ends all that began earlier.
// If an older document names one that began later, that may have been taken back.
void EligibilityAnswers::end_earlier() {
    std::optional<std::size_t> newest;
    std::string last;
    for (const EligibilityValue& each : answers_) {
        if (each.holds != Holds::yes || (newest && each.sources.front() > *newest)) {
            continue;
        }
        last = newest == each.sources.front() ? std::max(last, each.period.from) : each.period.from;
        newest = each.sources.front();
    }
    for (EligibilityValue& each : answers_) {
        if (each.holds == Holds::yes && each.period.from < last) {
            each.holds = Holds::no;
        }
    }
}

bool EligibilityAnswers::is_any(Holds holds) const {
    return std::ranges::any_of(
        answers_, [&](const EligibilityValue& each) { return each.holds == holds && !key_of(each).empty(); });
}

// The newest document with an answer that holds on the day.
std::optional<std::size_t> EligibilityAnswers::newest_sure() const {
    std::optional<std::size_t> out;
    for (const EligibilityValue& each : answers_) {
        if (each.holds == Holds::yes && !key_of(each).empty()) {
            out = std::min(out.value_or(each.sources.front()), each.sources.front());
        }
    }
    return out;
}

// Does it hold on the day, or may it and is not older than what surely does (`sure`)?
bool EligibilityAnswers::counts_in(const EligibilityValue& answer, std::size_t source,
                                   std::optional<std::size_t> sure) const {
    const bool holds =
        answer.holds == Holds::yes || (answer.holds == Holds::unknown && (!sure || source <= *sure));
    return holds && !key_of(answer).empty() &&
           std::ranges::find(answer.sources, source) != answer.sources.end();
}

std::set<std::string> EligibilityAnswers::keys_of(std::size_t source, std::optional<std::size_t> sure) const {
    std::set<std::string> out;
    for (const EligibilityValue& each : answers_) {
        if (counts_in(each, source, sure)) {
            out.insert(key_of(each));
        }
    }
    return out;
}

bool EligibilityAnswers::contradict() const {
    std::set<std::size_t> sources;
    for (const EligibilityValue& each : answers_) {
        sources.insert(each.sources.begin(), each.sources.end());
    }
    const std::optional<std::size_t> sure = newest_sure();
    std::optional<std::set<std::string>> newest;
    for (const std::size_t source : sources) {
        const std::set<std::string> keys = keys_of(source, sure);
        if (keys.empty()) {
            continue;
        }
        if ((newest && keys != *newest) || (counts_ != Counts::many && keys.size() > 1)) {
            return true;
        }
        newest = keys;
    }
    return false;
}

EligibilityState EligibilityAnswers::state(const std::vector<std::size_t>& asking) const {
    if (contradict()) {
        return EligibilityState::differs;
    }
    if (is_any(Holds::yes)) {
        return EligibilityState::stated;
    }
    if (is_any(Holds::unknown)) {
        return EligibilityState::undated;
    }
    const bool is_unknown = std::ranges::any_of(answers_, [](const EligibilityValue& each) {
        return key_of(each).empty() && each.holds != Holds::no;
    });
    if (is_unknown) {
        return EligibilityState::unknown;
    }
    if (!answers_.empty()) {
        return EligibilityState::not_valid;
    }
    return asking.empty() ? EligibilityState::not_asked : EligibilityState::blank;
}

bool EligibilityAnswers::is_silent_in_newer(const std::vector<std::size_t>& asking) const {
    if (asking.empty() || answers_.empty()) {
        return false;
    }
    return std::ranges::all_of(
        answers_, [&](const EligibilityValue& each) { return each.sources.front() > asking.front(); });
}

void EligibilityAnswers::merge() {
    for (EligibilityValue& each : answers_) {
        const auto same = std::ranges::find_if(field_.values, [&](const EligibilityValue& other) {
            return is_same_answer(other, each) && other.holds == each.holds;
        });
        if (same == field_.values.end()) {
            field_.values.push_back(std::move(each));
            continue;
        }
        same->contradicts |= each.contradicts;
        same->sources.insert(same->sources.end(), each.sources.begin(), each.sources.end());
        std::ranges::sort(same->sources);
        const auto repeated = std::ranges::unique(same->sources);
        same->sources.erase(repeated.begin(), repeated.end());
    }
    std::ranges::stable_sort(field_.values, {}, [](const EligibilityValue& each) {
        const int order = each.holds == Holds::yes ? 0 : each.holds == Holds::unknown ? 1 : 2;
        return std::pair(order, each.sources.front());
    });
}

} // namespace renkei::mhd
