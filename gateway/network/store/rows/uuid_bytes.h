// UUIDs lie in the database as their 16 bytes: half the room, the same order.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::store {

// Nothing: not a UUID in its usual form (lower-case).
std::optional<std::string> uuid_bytes(std::string_view text);
std::string uuid_text(std::string_view bytes);

} // namespace renkei::store
