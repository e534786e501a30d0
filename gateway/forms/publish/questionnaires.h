// One Questionnaire per form: its items in the form's order, rows of groups as repeating groups.
#pragma once

#include "gateway/forms/publish/codings.h"
#include "gateway/forms/publish/resource_set.h"

namespace renkei::publish {

// Of the newest version of each form.
void add_questionnaires(const LoadedForms& forms, const Codings& codings, const PackageMetadata& head,
                        ResourceSet& out);

} // namespace renkei::publish
