// RFC 4648 §4 of 32 bytes, strict: one text for one value, nothing around it.
#pragma once

#include "gateway/seal/hash.h"

#include <optional>

namespace renkei::seal {

std::string to_base64(const Hash& bytes);
std::optional<Hash> from_base64(std::string_view text);

} // namespace renkei::seal
