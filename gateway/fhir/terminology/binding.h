// What a verdict means for an element that is bound to a value set.
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
// could not be checked warning     warning     -            -         warning      -
//
// An extensible binding never makes an error by itself: only a person can judge whether a code of the
// set would have suited, whichever system the code comes from. A code that its own code system does not know
// is an error under every binding, see severity(CodeCheck).
std::optional<diag::Severity> severity(definitions::Strength strength, BindingKind kind, Tristate member);

// As HL7's validator has it: a code that is no member but whose own code system is not loaded counts as one
// that could not be checked. (Strictly it is no member: the value set takes nothing from that system.)
std::optional<diag::Severity> severity(definitions::Strength strength, BindingKind kind,
                                       const MembershipResult& verdict);

// Of a code in its code system, whatever it is bound to: unknown code and wrong display are errors, what
// could not be checked is information, inactive, deprecated, abstract or differently cased codes are
// warnings.
std::optional<diag::Severity> severity(const CodeCheck& code);

} // namespace renkei::terminology
