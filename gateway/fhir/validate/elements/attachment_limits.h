// What definitions and questionnaires limit about attachments.
#pragma once

#include <cstddef>
#include <string_view>

namespace renkei::validate {

// "text/plain" also allows "text/plain; charset=utf-8", "image/*" any image.
bool is_allowed_media_type(std::string_view type, std::string_view allowed);

// Bytes of what base64 holds.
std::size_t attached_bytes(std::string_view base64);

} // namespace renkei::validate
