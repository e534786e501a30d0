// A random text that a regular expression matches whole: for the patterns that formats and items are written
// with.
#pragma once

#include "tests/laws/random.h"

#include <string>
#include <string_view>

namespace renkei::laws {

std::string sample(std::string_view re2, Random& random);

} // namespace renkei::laws
