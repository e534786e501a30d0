#include "gateway/forms/publish/loaded_form.h"

#include "gateway/forms/record/value/version.h"

#include <algorithm>

namespace renkei::publish {
namespace {

std::unique_ptr<LoadedForm> load_form(const std::filesystem::path& mappings, const std::string& name,
                                      const definitions::R4Definitions& r4, diag::Report& report) {
    auto out = std::make_unique<LoadedForm>();
    const auto folder = form::read_form_yaml(mappings, name, out->files);
    if (!folder) {
        report.add(folder.error());
        return nullptr;
    }
    diag::Report mine;
    out->tables = form::build_tables(*folder, mine);
    if (!mine.at_least(diag::Severity::error)) {
        out->example = mapping::load_example(*folder, out->tables, r4, mine);
    }
    report.append(mine);
    return mine.at_least(diag::Severity::error) ? nullptr : std::move(out);
}

} // namespace

LoadedForms load_forms(const std::filesystem::path& mappings, const definitions::R4Definitions& r4,
                       diag::Report& report) {
    LoadedForms out;
    for (const std::string& name : form::form_folders(mappings)) {
        if (auto form = load_form(mappings, name, r4, report)) {
            out.push_back(std::move(form));
        }
    }
    std::erase_if(out, [](const auto& form) { return form->is_foreign(); });
    std::ranges::stable_sort(out, [](const auto& a, const auto& b) {
        return a->id() != b->id() ? a->id() < b->id() : record::is_newer_version(b->version(), a->version());
    });
    return out;
}

const mapping::ExampleNode* child(const mapping::ExampleNode& object, std::string_view field) {
    const auto found = std::ranges::find_if(object.fields, [&](const mapping::Field& each) {
        return each.name == field && each.instead_of.empty();
    });
    return found == object.fields.end() ? nullptr : &found->value;
}

std::string_view constant(const mapping::ExampleNode& object, std::string_view field) {
    const mapping::ExampleNode* node = child(object, field);
    return node != nullptr && node->is_constant() ? std::string_view(node->text) : std::string_view();
}

std::vector<std::string_view> profiles_of(const mapping::ExampleNode& resource) {
    std::vector<std::string_view> out;
    const mapping::ExampleNode* meta = child(resource, "meta");
    const mapping::ExampleNode* profiles = meta == nullptr ? nullptr : child(*meta, "profile");
    if (profiles != nullptr) {
        for (const mapping::ExampleNode& each : profiles->elements) {
            out.emplace_back(each.text);
        }
    }
    return out;
}

} // namespace renkei::publish
