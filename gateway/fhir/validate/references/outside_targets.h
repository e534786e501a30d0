// References whose target is not in the document.
#pragma once

#include "gateway/fhir/validate/walk/document.h"

#include <cstddef>

namespace renkei::validate {

// Nothing is fetched, so these targets are not judged.
std::size_t count_outside_targets(const Document& document);

} // namespace renkei::validate
