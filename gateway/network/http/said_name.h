// The name that a user typed at the start of a session in the browser: as said, not proved. A cookie brings
// it back until the browser is closed (RFC 6265); the gateway keeps no session.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::http {

// With one blank between its words; nothing: it is empty, longer than 120 bytes, no text of one line, or has
// marks that change the order in which text is read.
std::optional<std::string> read_said_name(std::string_view typed);
// Value of the header Cookie; empty: it says no such name.
std::string said_name(std::string_view cookies);
// Value of the header Set-Cookie. For this host alone, never shown to scripts or sent from another site.
std::string said_name_cookie(std::string_view name);

} // namespace renkei::http
