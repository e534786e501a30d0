// Moments as FHIR's instant writes them.
#pragma once

#include "gateway/core/base/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::server {

std::string instant(base::Millis at); // "2026-11-20T01:02:03.004Z"
std::optional<base::Millis> parse_instant(std::string_view text);

} // namespace renkei::server
