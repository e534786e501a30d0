// CodeSystems, ValueSets, ConceptMaps and NamingSystems out of the mappings and the table of messages.
#pragma once

#include "gateway/forms/publish/codings.h"
#include "gateway/forms/publish/resource_set.h"

namespace renkei::publish {

// One for each code system of ours, and its value set of all codes.
void add_code_systems(const Codings& codings, const PackageMetadata& head, ResourceSet& out);
// What the program says about a conversion: details.coding of an OperationOutcome.
void add_message_codes(const PackageMetadata& head, ResourceSet& out);
// After the code systems: one for each code list of the forms whose codes are another's, or only a part of a
// code system that several lists share. A code that two lists give another meaning goes to the report.
void add_value_sets(const LoadedForms& forms, const Codings& codings, const PackageMetadata& head,
                    ResourceSet& out, diag::Report& report);
// From our codes to those of others: what stands beside them in an example, and what a code list translates.
void add_concept_maps(const LoadedForms& forms, const Codings& codings, const PackageMetadata& head,
                      ResourceSet& out);
void add_naming_systems(const Codings& codings, const PackageMetadata& head, ResourceSet& out);

// The id of a code list's value set: that of its code system if it is ours, else the list's own.
std::string value_set_id(const LoadedForm& form, form::ListId list);
// The id of the value set with exactly the answers of the list.
std::string answer_set_id(const LoadedForm& form, form::ListId list, const Codings& codings);

} // namespace renkei::publish
