// UUID version 7 (RFC 9562): sorts by time. Those that one program makes never go backwards, even if its
// clock does.
#pragma once

#include "gateway/core/base/clock.h"

#include <string>

namespace renkei::store {

std::string new_uuid7(base::Millis now);

} // namespace renkei::store
