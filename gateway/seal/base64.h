// RFC 4648 §4, strict: one text for one value, nothing around it.
#pragma once

#include "gateway/seal/hash.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::seal {

std::string to_base64(std::string_view bytes);
std::optional<Hash> hash_from_base64(std::string_view text);

} // namespace renkei::seal
