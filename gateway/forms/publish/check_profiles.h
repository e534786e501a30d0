// Does a form's example fit the profiles it claims? M04x of the mapping language, beyond what R4 itself asks
// for.
#pragma once

#include "gateway/fhir/profiles/profiles.h"
#include "gateway/fhir/profiles/structure.h"
#include "gateway/fhir/terminology/terminology.h"
#include "gateway/forms/publish/loaded_form.h"

namespace renkei::publish {

void check_profiles(const LoadedForm& form, const profiles::Profiles& profiles,
                    const terminology::Terminology& terms, diag::Report& report);

// Only certain results: a hole may still get any value.
// The example's constants cannot become what the profile fixes, whatever the holes hold.
bool contradicts(const mapping::ExampleNode& node, const json::Tree& tree, json::NodeId wanted);

// "coding.system" below a node; nullptr: not there, or several.
const mapping::ExampleNode* node_at(const mapping::ExampleNode& node, std::string_view path);

// The value surely belongs to the slice: its discriminators are constants that agree.
bool belongs_to_slice(const mapping::ExampleNode& node, const profiles::Structure& structure,
                      profiles::ElementId sliced, profiles::ElementId slice);

} // namespace renkei::publish
