// What a membership result means for an element that is bound to a value set.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/fhir/definitions/rows.h"
#include "gateway/fhir/terminology/coding.h"

#include <optional>

namespace renkei::terminology {

enum class BindingKind : std::uint8_t { value_set, max_value_set, min_value_set };

// How bad it is; nothing: there is nothing to say.
//
//                      required    extensible  preferred    example   maxValueSet  minValueSet
// not a member         error       warning     information  -         error        -
//   but in its system  error       information information  -         error        -
// could not be checked warning     warning     -            -         warning      -
//
// An extensible binding never makes an error by itself: only a person can decide whether a code of the
// set would have suited, whichever system the code comes from. R4 terminologies.html#extensible allows any
// other code where none suits, so one that its own code system has is no warning. A code that its own code
// system does not know is an error under every binding (validate/terminology/coding_rules.cpp).
// `exists`: does the code's own code system have it?
std::optional<diag::Severity> severity(definitions::Strength strength, BindingKind kind, Tristate member,
                                       Tristate exists = Tristate::unknown);

} // namespace renkei::terminology
