// What a document of another program says beyond the form that it was made of.
#pragma once

#include "gateway/forms/conform/compared_bundle.h"

namespace renkei::conform {

// Adds an error for each element that carries meaning, does not stand in our document of the record and does
// not follow from it, and for each further resource about the person (of a type that R4 gives a place for a
// Patient, but Provenance and AuditEvent, which are about the document). Free are identifiers, extensions,
// narratives, references, further codings, how a document is divided into sections, and answers to a modifier
// of R4 that say what its absence says.
void check_beyond(const ComparedBundle& bundle, diag::Report& report);

} // namespace renkei::conform
