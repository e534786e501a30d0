// A record in which every item is filled that may be filled beside the others, made from the form's tables
// alone: what `renkei map check` sends into FHIR and back.
#pragma once

#include "gateway/fhir/validate/walk/validation_context.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/forms/service/workspace.h"

namespace renkei::service {

// Two rows of each group that may have them. An item whose pattern no sample fits stays empty.
record::Record full_record(const form::Form& form);

// What is wrong with the document of a form that is filled in full: items that do not come back, and errors
// by R4 and by the profiles that it claims.
void check_full_record(Workspace& workspace, const mapping::Plan& plan,
                       const validate::ValidationContext& definitions, diag::Report& report);

} // namespace renkei::service
