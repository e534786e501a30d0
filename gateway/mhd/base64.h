// base64Binary of FHIR, read: RFC 4648 with padding; white space may stand between. It is written by seal/base64.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::mhd {

std::optional<std::string> from_base64(std::string_view text);

// For what stands in URLs: no padding, - and _ for + and /.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

} // namespace renkei::mhd
