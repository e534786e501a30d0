// HTTP status codes that decide the next step.
#pragma once

namespace renkei::client::status {

inline constexpr int not_found = 404;
inline constexpr int not_allowed = 405;
inline constexpr int conflict = 409;
inline constexpr int gone = 410;

} // namespace renkei::client::status
