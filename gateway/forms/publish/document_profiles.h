// The profiles of each form: its Composition with a slice for each section, and its Bundle.
#pragma once

#include "gateway/forms/publish/loaded_form.h"
#include "gateway/forms/publish/resource_set.h"

namespace renkei::publish {

// Of the newest version of each form.
void add_document_profiles(const LoadedForms& forms, const PackageMetadata& head, ResourceSet& out);

} // namespace renkei::publish
