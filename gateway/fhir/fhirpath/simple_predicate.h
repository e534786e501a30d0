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

// Sets Op::plain, Op::path, Op::is_fixed and Program::paths.
void mark_simple_predicates(Program& program);

// The operation must not be SimplePredicate::never, and the node must be something. The answer is unknown if
// the machine has to evaluate it, which cannot happen for SimplePredicate::always. `tests` receives the
// questions that were asked of texts: for inputs of one shape (structure_only.cpp) with the same answers to
// them the result is the same.
TruthValue simple_truth(const Program& program, OpId id, const Item& self, Navigation& navigation,
                        std::vector<TextTest>* tests = nullptr);

} // namespace renkei::fhirpath
