// 主治医意見書作成依頼: the insurer asks a medical institution for an opinion on a person. While it is open,
// the institution may read what the matrix opens to it.
#pragma once

#include "gateway/core/time/date.h"
#include "gateway/network/policy/number.h"

#include <optional>
#include <string>

namespace renkei::sharing {

struct OpinionRequest {
    std::string insurer{}; // who asks: its number, six digits
    policy::Number institution{};
    time::Date sent{};
    std::optional<time::Date> decided{}; // day of the certification that it belongs to; the day still counts
    std::optional<time::Date> closed{};  // by the insurer without a decision; the day still counts
};

} // namespace renkei::sharing
