// What stands in for a value that is left out of the record because it is not for its reader.
#pragma once

#include "gateway/core/base/buffer.h"

#include <cstddef>

namespace renkei::mapping {

// R4 data-absent-reason: a stand-in says "unknown", as a string of its own. From there on it says "masked".
void say_masked(base::Buffer& out, std::size_t from);

} // namespace renkei::mapping
