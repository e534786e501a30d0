// What an organisation is to a person because the insurer says so: it gives the person a care service, its
// member of the certification board has the person's case, or it is entrusted with the survey for a
// certification. Whose it is stands beside the record; the record names the person for lists.
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

struct StatedRelation {
    std::string id{};
    std::string insurer{}; // its number, six digits: a relation does not move with the person
    policy::Number organisation{};
    RelationKind kind = RelationKind::gives_care_service;
    time::Date from{}; // both ends count; days in Japan
    std::optional<time::Date> until{};
    std::optional<time::Date> due{}; // by when what is entrusted is awaited; it counts on
    std::optional<NamedSubject> subject{};
    bool operator==(const StatedRelation&) const = default;
};

// One JSON object, keys in a fixed order; and back: unknown members and words are errors that name the place.
std::string to_json(const StatedRelation& relation);
diag::Result<StatedRelation> read_stated_relation(std::string_view json);

} // namespace renkei::sharing
