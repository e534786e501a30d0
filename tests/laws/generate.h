// Random canonical records of any form, made from its tables alone.
#pragma once

#include "tests/laws/draft.h"

#include <cstdint>

namespace renkei::laws {

enum class Filling : std::uint8_t {
    right,      // every item that must be filled is, every row says something of its own
    with_holes, // … some are not: what cannot be said then must be named
};

// Record `number` of an endless row: the first is full, the second as small as may be, the others lie
// between.
DraftRow any_record(const form::Form& form, std::uint64_t number, Filling filling = Filling::right);

} // namespace renkei::laws
