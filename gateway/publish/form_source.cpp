#include "gateway/publish/form_source.h"

#include "gateway/forms/version.h"

#include <algorithm>

namespace renkei::publish {
namespace {

std::unique_ptr<FormSource> load_form(const std::filesystem::path& mappings, const std::string& name,
                                      const defs::Defs& defs, diag::Report& report) {
    auto out = std::make_unique<FormSource>();
    const auto folder = forms::read_folder(mappings, name, out->files);
    if (!folder) {
        report.add(folder.error());
        return nullptr;
    }
    diag::Report mine;
    out->tables = forms::build_tables(*folder, mine);
    if (!mine.at_least(diag::Severity::error)) {
        out->example = mapping::load_example(*folder, out->tables, defs, mine);
    }
    report.append(mine);
    return mine.at_least(diag::Severity::error) ? nullptr : std::move(out);
}

} // namespace

FormSources load_forms(const std::filesystem::path& mappings, const defs::Defs& defs, diag::Report& report) {
    FormSources out;
    for (const std::string& name : forms::folder_names(mappings)) {
        if (auto form = load_form(mappings, name, defs, report)) {
            out.push_back(std::move(form));
        }
    }
    std::ranges::stable_sort(out, [](const auto& a, const auto& b) {
        return a->id() != b->id() ? a->id() < b->id() : forms::is_newer_version(b->version(), a->version());
    });
    return out;
}

const mapping::Node* child(const mapping::Node& object, std::string_view field) {
    const auto found = std::ranges::find_if(
        object.fields, [&](const mapping::Field& each) { return each.name == field && each.instead_of.empty(); });
    return found == object.fields.end() ? nullptr : &found->value;
}

std::string_view constant(const mapping::Node& object, std::string_view field) {
    const mapping::Node* node = child(object, field);
    return node != nullptr && node->is_constant() ? std::string_view(node->text) : std::string_view();
}

std::vector<std::string_view> profiles_of(const mapping::Node& resource) {
    std::vector<std::string_view> out;
    const mapping::Node* meta = child(resource, "meta");
    const mapping::Node* profiles = meta == nullptr ? nullptr : child(*meta, "profile");
    if (profiles != nullptr) {
        for (const mapping::Node& each : profiles->elements) {
            out.emplace_back(each.text);
        }
    }
    return out;
}

} // namespace renkei::publish
