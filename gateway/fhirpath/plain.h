// Plain operations ask whether members of a node are there, joined by and, or, implies, not(). They have an
// answer for every node, so they need no collections, no environment and no errors: most invariants of R4
// that run at every element are such.
#pragma once

#include "gateway/fhirpath/navigation.h"
#include "gateway/fhirpath/program.h"

namespace renkei::fhirpath {

// Sets Op::is_plain and Program::paths.
void mark_plain(Program& program);

// Of an operation that is plain and a node that is something.
bool plain_truth(const Program& program, OpId id, const Item& self, Navigation& navigation);

} // namespace renkei::fhirpath
