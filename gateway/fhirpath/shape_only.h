// Expressions that ask which members are there and never what a text says: of two inputs that differ in texts only they say the same.
#pragma once

#include "gateway/fhirpath/program.h"

namespace renkei::fhirpath {

// Where in doubt: no.
bool asks_shape_only(const Program& program);

} // namespace renkei::fhirpath
