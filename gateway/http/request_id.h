// The id of a request: in the log, the audit and the store only ours stands, so that nothing a caller wrote is kept there.
#pragma once

#include <string>
#include <string_view>

namespace renkei::http {

// A new one, 32 hexadecimal digits.
std::string new_request_id();

// The caller's own id (X-Request-Id) as the answer may repeat it; empty: it sent none, or no short word.
std::string_view repeatable_id(std::string_view sent);

} // namespace renkei::http
