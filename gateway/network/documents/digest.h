// SHA-1 as FHIR's Attachment.hash and IHE MHD want it. Names bytes, protects nothing.
#pragma once

#include "gateway/fhir/resources/digest.h"

namespace renkei::documents {

using resources::sha1_base64;

} // namespace renkei::documents
