// How a moment is written: FHIR's instant, a log's time, a day, HTTP's date. In UTC where nothing else is
// said.
#pragma once

#include "gateway/core/base/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::time {

std::string instant(base::Millis at);           // "2026-11-20T01:02:03.004Z"
std::string instant_of_second(base::Millis at); // "2026-11-20T01:02:03Z"
std::string second_in_japan(base::Millis at);   // "2026-11-20T10:02:03+09:00"
std::string day(base::Millis at);               // "2026-11-20"

// RFC 9110 §5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(base::Millis at);
std::optional<base::Millis> parse_http_date(std::string_view text);

} // namespace renkei::time
