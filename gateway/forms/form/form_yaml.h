// The YAML of one form, read and merged: form.yaml, the shared files it uses, items, further column files,
// fhir.yaml; and the table of concepts of all forms.
#pragma once

#include "gateway/core/yaml/source.h"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace renkei::form {

struct FormYaml {
    std::string name; // the form, or form@version
    yaml::Prefixes prefixes;
    yaml::Node head;                    // form.yaml
    yaml::Node formats;                 // shared/formats.yaml
    std::optional<yaml::Node> wordings; // shared/wordings.yaml, if there is one
    yaml::Node number_kinds;            // shared/number_kinds.yaml; without keys: no number needs a kind
    std::vector<yaml::Node> codes;      // the code list files
    std::vector<yaml::Node> parts; // shared files, items.yaml, column files, fhir.yaml (the base form's when
                                   // this version has none)
    std::vector<std::string> column_files; // names of the syntaxes whose columns are in a file of their own …
    std::vector<std::size_t> column_file_parts; // … and which of `parts` it is
    std::optional<yaml::Node> concepts;         // concepts.yaml; of the folder above if this one has none
    bool has_own_concepts = false;
    std::vector<std::string> forms;                      // ids of all forms of the folder
    bool is_first = false;                               // is this form the first of them?
    std::set<std::string, std::less<>> shared_items;     // declared by the shared files of this form …
    std::set<std::string, std::less<>> all_shared_items; // … and, of the first form, by all shared files
    std::vector<std::filesystem::path>
        sources; // every file that was read: the cache is stale when one changes
};

// Nodes point into `files`, which must outlive the folder. Everything wrong goes to the report; the result
// then has no value. `prefixes_above`: the folder whose prefixes are meant; empty: this one's.
diag::Result<FormYaml> read_form_yaml(const std::filesystem::path& mappings, const std::string& name,
                                      yaml::Files& files, const std::filesystem::path& prefixes_above = {});

// The folder above, from which a folder of forms without shared/prefixes.yaml takes the shared files and code
// lists that it lacks. Nothing if the folder above has no prefixes.yaml either.
std::optional<std::filesystem::path> mappings_above(const std::filesystem::path& mappings);
std::filesystem::path shared_file(const std::filesystem::path& mappings,
                                  const std::filesystem::path& relative);

// Folders under `mappings` that have a form.yaml, sorted.
std::vector<std::string> form_folders(const std::filesystem::path& mappings);

} // namespace renkei::form
