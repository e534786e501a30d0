// base64Binary of FHIR: RFC 4648 with padding; white space may stand between when it is read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::mhd {

std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

// For what stands in URLs: no padding, - and _ for + and /.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

} // namespace renkei::mhd
