// Steady operations say the same of every item: they ask only for what the whole expression is about, such as
// %resource.type = 'batch'. Within entry.all(…) they are worked out once.
#pragma once

#include "gateway/fhirpath/program.h"

namespace renkei::fhirpath {

// Sets Op::is_steady.
void mark_steady(Program& program);

} // namespace renkei::fhirpath
