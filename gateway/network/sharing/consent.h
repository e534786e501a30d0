// What a person permits the care hub to share, or refuses: one record for each time it was said. Whose
// consent it is stands beside the record, never in it.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/diag/result.h"
#include "gateway/core/time/date.h"
#include "gateway/network/policy/number.h"
#include "gateway/network/sharing/words.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::sharing {

struct Withdrawal {
    base::Millis at = 0;
    Agent by = Agent::person;
    std::string why{};
    bool operator==(const Withdrawal&) const = default;
};

struct Consent {
    std::string id{};
    std::string insurer{};  // its number, six digits: a consent does not move with the person
    policy::Number taker{}; // the municipality, or the office that acted in its place
    ConsentChannel channel = ConsentChannel::application;
    bool permits = true;                     // false: a refusal
    std::vector<std::string> kinds{};        // of information, as the matrix calls them; empty: all
    std::vector<policy::Number> receivers{}; // empty: all
    std::vector<Purpose> purposes{};         // empty: care
    std::optional<time::Date> from{};        // both ends count; days in Japan
    std::optional<time::Date> until{};
    base::Millis given_at = 0;
    Agent given_by = Agent::person;
    std::string evidence{}; // where the paper or the screen is kept
    std::optional<Withdrawal> withdrawn{};
    bool operator==(const Consent&) const = default;
};

// It ends before it begins, or was withdrawn before it was given: it permits nothing.
inline bool contradicts_itself(const Consent& consent) {
    return (consent.from && consent.until && *consent.until < *consent.from) ||
           (consent.withdrawn && consent.withdrawn->at < consent.given_at);
}

// One JSON object, keys in a fixed order; and back: unknown members and words are errors that name the place.
std::string to_json(const Consent& consent);
diag::Result<Consent> read_consent(std::string_view json);

} // namespace renkei::sharing
