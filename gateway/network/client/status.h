// HTTP status codes that decide the next step.
#pragma once

namespace renkei::client::status {

inline constexpr int not_found = 404;
inline constexpr int not_allowed = 405;
inline constexpr int conflict = 409;
inline constexpr int gone = 410;
inline constexpr int too_large = 413;
inline constexpr int unsupported_type = 415;

} // namespace renkei::client::status
