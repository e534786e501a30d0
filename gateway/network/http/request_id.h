// Request ids. Log, audit and store hold only ids made here, so that no text of a caller is kept.
#pragma once

#include <string>
#include <string_view>

namespace renkei::http {

// A new one, 32 hexadecimal digits.
std::string new_request_id();

// The caller's own id (X-Request-Id) as the response may repeat it; empty: it sent none, or no short word.
std::string_view repeatable_id(std::string_view sent);

} // namespace renkei::http
