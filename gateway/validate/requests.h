// Bundle.entry.request: does what is asked fit what is sent (R4 http.html, transaction)?
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void check_requests(Check& check, const EntryIndex& bundle);

} // namespace renkei::validate
