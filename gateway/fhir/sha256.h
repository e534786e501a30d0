// SHA-256 as text: names a document or a file by its content.
#pragma once

#include <string>
#include <string_view>

namespace renkei::fhir {

std::string sha256_hex(std::string_view bytes); // 64 lower-case digits

} // namespace renkei::fhir
