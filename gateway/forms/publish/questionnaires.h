// One Questionnaire per form: its items in the form's order, rows of groups as repeating groups.
#pragma once

#include "gateway/forms/publish/loaded_form.h"
#include "gateway/forms/publish/resource_set.h"

namespace renkei::publish {

// Of the newest version of each form.
void add_questionnaires(const LoadedForms& forms, const PackageMetadata& head, ResourceSet& out);

} // namespace renkei::publish
