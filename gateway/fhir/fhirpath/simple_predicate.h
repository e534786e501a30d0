// Simple predicates test whether members of a node exist, joined by and, or, implies, not(). They need no
// collections, no environment and no errors: most invariants of R4 that run at every element are such. Others
// have a part that nearly always decides them: without contained resources the rest of dom-3 does not matter.
// That part costs no steps, so it is used for definitions only, not for a sender's expressions.
#pragma once

#include "gateway/fhir/fhirpath/navigation.h"
#include "gateway/fhir/fhirpath/program.h"
#include "gateway/fhir/fhirpath/text_test.h"
#include "gateway/fhir/fhirpath/truth_value.h"

#include <vector>

namespace renkei::fhirpath {

// Sets Op::plain, Op::path and Program::paths.
void mark_simple_predicates(Program& program);

// Of an operation that is not Plain::never, and a node that is something. Unknown: the machine has to be
// asked; never of one that is Plain::always. `tests`: is given what was asked of texts. Of an input of the
// same shape (structure_only.cpp) of which these say the same, the answer is the same.
TruthValue simple_truth(const Program& program, OpId id, const Item& self, Navigation& navigation,
                        std::vector<TextTest>* tests = nullptr);

} // namespace renkei::fhirpath
