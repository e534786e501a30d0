// Patterns of forms (RE2, the whole text) as regular expressions of ECMA 262, which JSON Schema has.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::publish {

// None: the pattern has something that ECMA 262 does not have, or reads as something else.
std::optional<std::string> ecma_pattern(std::string_view re2);

} // namespace renkei::publish
