// Statuses of HTTP answers that decide what is done next.
#pragma once

namespace renkei::exchange::status {

inline constexpr int not_found = 404;
inline constexpr int not_allowed = 405;
inline constexpr int conflict = 409;
inline constexpr int gone = 410;

} // namespace renkei::exchange::status
