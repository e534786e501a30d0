// What is known of a person that decides who may see what about them.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/diag/result.h"
#include "gateway/network/sharing/words.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::sharing {

struct PersonState {
    std::string insurer{};                  // number of the present insurer, six digits
    std::optional<base::Millis> moved_in{}; // since when, if the person moved
    std::optional<base::Millis> died{};
    Hidden hidden = Hidden::none;
    std::optional<CareLevel> care_level{}; // nothing: it was not entered
    bool operator==(const PersonState&) const = default;
};

// One JSON object, keys in a fixed order; and back: unknown members and words are errors that name the place.
std::string to_json(const PersonState& state);
diag::Result<PersonState> read_person_state(std::string_view json);

} // namespace renkei::sharing
