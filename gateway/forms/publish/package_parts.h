// Parts of the package: resources out of the mappings and the table of messages, snapshots, the files of
// metadata.
#pragma once

#include "gateway/fhir/packages/library.h"
#include "gateway/forms/publish/loaded_form.h"
#include "gateway/forms/publish/resource_set.h"

#include <map>
#include <set>
#include <string>

namespace renkei::publish {

struct CodeMeaning {
    std::string display;
    std::set<std::string> others{};  // other texts for the same code
    std::set<std::string> formers{}; // texts that only earlier versions wrote
    std::string english{};
};

struct EquivalentCode {
    std::string system;
    std::string code;
    std::string display;
    auto operator<=>(const EquivalentCode&) const = default;
};

// The codes in the examples and the code lists.
struct Codings {
    // system -> code -> what it means
    std::map<std::string, std::map<std::string, CodeMeaning>> systems;
    // our systems -> the codes that all code lists of them have together
    std::map<std::string, std::set<std::string>> listed;
    // of those: systems that also take whatever code a form holds
    std::set<std::string> open;
    // our system -> our code -> equivalent codes of other systems
    std::map<std::string, std::map<std::string, std::set<EquivalentCode>>> equivalents;
    // our identifier systems -> the printed names of the items whose value they identify
    std::map<std::string, std::set<std::string>> identifiers;
    // of concepts.yaml: what several forms ask
    std::string concept_system;
    // public system -> concept -> its codes there
    std::map<std::string, std::map<std::string, std::set<EquivalentCode>>> public_codes;
    // printed names of code systems that come from code lists
    std::map<std::string, std::set<std::string>> names;

    void add(const std::string& system, const std::string& code, const std::string& display);
    // What is read and no longer written.
    void add_former(const std::string& system, const std::string& code, const std::string& display);
};

Codings collect_codings(const LoadedForms& forms);

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

// The profiles of each form: its Composition with a slice for each section, and its Bundle; like the
// Questionnaires of the newest version.
void add_document_profiles(const LoadedForms& forms, const PackageMetadata& head, ResourceSet& out);

// The items of each form in its order, rows of groups as repeating groups.
void add_questionnaires(const LoadedForms& forms, const Codings& codings, const PackageMetadata& head,
                        ResourceSet& out);

std::string package_manifest(const PackageMetadata& head);                 // package.json
std::string package_index(const ResourceSet& resources, bool of_examples); // .index.json of a folder
PackageResource implementation_guide(const ResourceSet& resources, const PackageMetadata& head);
std::string file_name(const PackageResource& resource); // "StructureDefinition-kaigo-patient.json"

// The definitions compiled as an image, as they are.
diag::Result<std::string> image_bytes(const ResourceSet& resources, const PackageMetadata& head);

// Every StructureDefinition of the package gets its snapshot. `library` holds R4 and the image of these
// resources.
void add_snapshots(ResourceSet& resources, const packages::Library& library, diag::Report& report);

} // namespace renkei::publish
