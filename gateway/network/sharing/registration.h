// 担当事業所登録: an office serves a person. Whose registration it is stands beside the
// record; the record names the person for lists.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/diag/result.h"
#include "gateway/core/time/date.h"
#include "gateway/network/policy/number.h"
#include "gateway/network/sharing/named_subject.h"
#include "gateway/network/sharing/words.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::sharing {

// Once at the office; without it a registration opens nothing.
struct IdentityCheck {
    IdentityMethod method = IdentityMethod::card;
    base::Millis at = 0;
    std::string user{}; // who checked, as the office calls its users
    bool operator==(const IdentityCheck&) const = default;
};

struct RegistrationEnded {
    base::Millis at = 0; // from this instant on it opens nothing
    RegistrationEnd why = RegistrationEnd::office;
    bool operator==(const RegistrationEnded&) const = default;
};

struct Registration {
    std::string id{};
    std::string insurer{}; // its number, six digits: a registration does not move with the person
    policy::Number office{};
    std::string service_type{}; // two digits; empty: not stated
    std::optional<IdentityCheck> identity{};
    time::Date from{}; // both ends count; days in Japan
    std::optional<time::Date> until{};
    std::optional<RegistrationEnded> ended{};
    std::optional<time::Date> last_service_month{}; // YYYY-MM of the newest claim
    std::optional<time::Date> view_until{};         // 閲覧期限, where the service says one
    Voucher vouched_by = Voucher::unstated;
    bool makes_plan = false; // the office's 居宅サービス計画作成依頼届出 for this person stands
    std::optional<NamedSubject> subject{};
    bool operator==(const Registration&) const = default;
};

// One JSON object, keys in a fixed order; and back: unknown members and words are errors that name the place.
std::string to_json(const Registration& registration);
diag::Result<Registration> read_registration(std::string_view json);

} // namespace renkei::sharing
