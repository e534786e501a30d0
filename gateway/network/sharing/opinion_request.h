// 主治医意見書作成依頼: the insurer asks a medical institution for an opinion on a person. While it is open,
// the institution may read what the matrix opens to it. Whose it is stands beside the record; the record
// names the person for lists.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/time/date.h"
#include "gateway/network/policy/number.h"
#include "gateway/network/sharing/named_subject.h"
#include "gateway/network/sharing/words.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::sharing {

struct OpinionReceived {
    time::Date day{};
    OpinionWay way = OpinionWay::paper;
    bool doctor_agrees = false; // that it is shown to others, as its insurer may ask (C-DOC)
    std::string document{};     // that came here; empty: it came otherwise
    bool operator==(const OpinionReceived&) const = default;
};

// All days are days in Japan.
struct OpinionRequest {
    std::string id{};
    std::string insurer{}; // who asks: its number, six digits
    policy::Number institution{};
    std::string service_type{}; // of a care facility whose doctor writes it; empty: of a medical institution
    std::string reference{};    // what the insurer calls the request, as on its letter
    time::Date sent{};
    std::optional<time::Date> due{}; // last day until which the opinion is awaited
    std::optional<OpinionReceived> received{};
    std::optional<time::Date> decided{}; // day of the certification that it belongs to; the day still counts
    std::optional<time::Date> delivered{}; // since when the person has the result of that certification
    std::optional<time::Date> closed{};    // by the insurer without a decision; the day still counts
    std::optional<NamedSubject> subject{};
    bool operator==(const OpinionRequest&) const = default;
};

// One JSON object, keys in a fixed order; and back: unknown members and words are errors that name the place.
std::string to_json(const OpinionRequest& request);
diag::Result<OpinionRequest> read_opinion_request(std::string_view json);

} // namespace renkei::sharing
