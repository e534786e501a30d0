// Bundle.entry.fullUrl: the identity of what an entry holds (R4 Bundle, fullUrl).
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void check_full_urls(Check& check, const EntryIndex& bundle);

} // namespace renkei::validate
