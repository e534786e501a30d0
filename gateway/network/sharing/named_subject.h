// Whom a record names, as it was entered: for those who work through a list. No decision reads it: whose the
// record is stands beside it.
#pragma once

#include "gateway/core/time/date.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::sharing {

struct NamedSubject {
    std::string number{}; // 被保険者番号 by which the record was entered, of the record's insurer
    std::string name{};
    std::string kana{};
    std::optional<time::Date> birth{};
    bool operator==(const NamedSubject&) const = default;
};

// Kana of any width, and spaces.
bool is_reading(std::string_view kana);

// `subject` as `given` names it; the number stays, and so does everything if nothing is given.
inline void rename(std::optional<NamedSubject>& subject, std::optional<NamedSubject> given) {
    if (given) {
        given->number = subject ? subject->number : std::string();
        subject = std::move(given);
    }
}

} // namespace renkei::sharing
