// The forms with their examples, as the mappings' folder gives them: what everything generated is made from.
#pragma once

#include "gateway/forms/mapping/load/example.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace renkei::publish {

// Stays where it is: the example points at the tables, the tables' places at the names of files.
struct LoadedForm {
    yaml::Files files;
    form::Tables tables;
    mapping::Example example;

    const std::string& id() const { return tables.form_id; }
    std::string title() const { return tables.blob.text_of(tables.about.title); }
    std::string version() const { return tables.blob.text_of(tables.about.version); }
    std::string text(base::Str str) const { return tables.blob.text_of(str); }
    bool is_foreign() const { return !tables.about.family.empty(); }
    bool is_ours(std::string_view url) const { return url.starts_with(tables.base); }
};
using LoadedForms = std::vector<std::unique_ptr<LoadedForm>>;

// All forms of ours, by id, versions from old to new: of a foreign document type others publish the
// definitions. What is wrong goes to the report; a form with an error is left out.
LoadedForms load_forms(const std::filesystem::path& mappings, const definitions::R4Definitions& r4,
                       diag::Report& report);

// The constant of a field; empty: there is none.
std::string_view constant(const mapping::ExampleNode& object, std::string_view field);
const mapping::ExampleNode* child(const mapping::ExampleNode& object, std::string_view field);
// Constants of meta.profile.
std::vector<std::string_view> profiles_of(const mapping::ExampleNode& resource);

} // namespace renkei::publish
