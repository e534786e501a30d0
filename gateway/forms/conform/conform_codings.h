// Texts, displays and further codings that contradict the code beside them.
#pragma once

#include "gateway/forms/conform/compared_bundle.h"

namespace renkei::conform {

// Adds an error for each text or display in a CodeableConcept that names another code of the form's list than
// the one that was read, and for each coding that means another code: by the form's list, or because our
// document has another code of the same system there. What the lists do not know cannot be judged.
void check_codings(const ComparedBundle& bundle, diag::Report& report);

} // namespace renkei::conform
