// SHA-1 as FHIR's Attachment.hash and IHE MHD want it. Names bytes, protects nothing.
#pragma once

#include <string>
#include <string_view>

namespace renkei::resources {

std::string sha1_base64(std::string_view bytes);

// SHA-256 as text: names a document or a file by its content.
std::string sha256_hex(std::string_view bytes);    // 64 lower-case digits
std::string sha256_base64(std::string_view bytes); // as Content-Security-Policy names a style

} // namespace renkei::resources
