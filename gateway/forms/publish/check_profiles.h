// Does a form's example fit the profiles it claims? M04x of the mapping language, beyond what R4 itself asks
// for.
#pragma once

#include "gateway/fhir/profiles/profiles.h"
#include "gateway/fhir/terminology/terminology.h"
#include "gateway/forms/publish/loaded_form.h"

namespace renkei::publish {

void check_profiles(const LoadedForm& form, const profiles::Profiles& profiles,
                    const terminology::Terminology& terms, diag::Report& report);

} // namespace renkei::publish
