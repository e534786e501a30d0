// What an invariant may ask about the world around it, answered by the validation it belongs to.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

std::unique_ptr<fhirpath::Environment> make_environment(Check& check);

} // namespace renkei::validate
