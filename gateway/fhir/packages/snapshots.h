// What becomes of a published snapshot that says less than its differential.
#pragma once

#include <cstdint>

namespace renkei::packages {

// as_published: it is kept, and a finding names it where it is used. made_again: it is left out, so that it
// is made of the differential: for the packages that we ship, whose mistakes are no user's.
enum class Snapshots : std::uint8_t { as_published, made_again };

} // namespace renkei::packages
