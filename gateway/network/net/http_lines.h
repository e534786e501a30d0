// Lines of HTTP/1.1's chunked coding (RFC 9112 §7.1), read the same way by the server and by the client.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace renkei::net {

// No control character but the tab: a bare CR, a bare LF or a NUL ends a line for some readers and not for
// others (RFC 9112 §2.2).
bool is_field_text(std::string_view text);

// The line before a chunk, without its CR LF: up to eight hexadecimal digits, then extensions (§7.1.1), which
// must be well formed and are ignored. White space around ";" and "=", which senders must not write, is
// refused. Nothing if the line is not well formed.
std::optional<std::uint32_t> chunk_size(std::string_view line);

// A line of the trailer section (§7.1.2), without its CR LF: "name: value". Refused: a folded line (§5.2),
// white space before the colon (§5.1), and fields that say where a message ends or whom it is for, which a
// trailer must not have (RFC 9110 §6.5.1).
bool is_trailer_line(std::string_view line);

} // namespace renkei::net
