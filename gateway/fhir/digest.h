// SHA-1 as FHIR's Attachment.hash and IHE MHD want it. Names bytes, protects nothing.
#pragma once

#include <string>
#include <string_view>

namespace renkei::fhir {

std::string sha1_base64(std::string_view bytes);

} // namespace renkei::fhir
