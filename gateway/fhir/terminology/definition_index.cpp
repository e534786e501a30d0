#include "gateway/fhir/terminology/definition_index.h"

#include "gateway/fhir/packages/authority.h"

#include <algorithm>
#include <cstring>
#include <ranges>

namespace renkei::terminology {
namespace {

// "1.2" asks for 1.2 and for 1.2.7
bool satisfies(std::string_view version, std::string_view wanted) {
    return wanted.empty() || version == wanted ||
           (version.starts_with(wanted) && version[wanted.size()] == '.');
}

// The text of CodeSystem.valueSet in a definition, found without parsing it: most have none or are large.
std::string_view value_set_of(std::string_view json) {
    constexpr std::string_view key = "\"valueSet\":\"";
    // string_view::find() would stop at every quote
    const void* const found = ::memmem(json.data(), json.size(), key.data(), key.size());
    if (found == nullptr) {
        return {};
    }
    json.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - json.data()) + key.size());
    const std::string_view url = json.substr(0, json.find('"'));
    return packages::canonical(url).url;
}

} // namespace

std::optional<DefinitionAt> DefinitionIndex::find(std::string_view type, std::string_view url,
                                                  std::string_view version) const {
    std::optional<DefinitionAt> foreign;
    for (const packages::PackageImage& image : library_.images() | std::views::reverse) {
        const packages::ResourceRow* best = nullptr;
        for (const packages::ResourceRow& row : image.with_url(url)) {
            const bool is_supplement = type == "CodeSystem" && !row.about.empty();
            const std::string_view own = image.text(row.version);
            if (image.text(row.type) == type && !is_supplement && satisfies(own, version) &&
                (best == nullptr || packages::compare_versions(image.text(best->version), own) <= 0)) {
                best = &row;
            }
        }
        if (best != nullptr && (type != "CodeSystem" || packages::may_define(image, url))) {
            return DefinitionAt{&image, best};
        }
        if (best != nullptr && !foreign) {
            foreign = {&image, best, true};
        }
    }
    return foreign;
}

bool DefinitionIndex::is_supplement(std::string_view url) const {
    return std::ranges::any_of(library_.images(), [&](const packages::PackageImage& image) {
        return std::ranges::any_of(image.with_url(url), [&](const packages::ResourceRow& row) {
            return image.text(row.type) == "CodeSystem" && !row.about.empty();
        });
    });
}

void DefinitionIndex::list_supplements() const {
    library_.each(
        "CodeSystem", [this](const packages::PackageImage& image, const packages::ResourceRow& row) {
            if (!row.about.empty()) {
                supplements_[packages::canonical(image.text(row.about)).url].push_back({&image, &row});
            }
        });
}

void DefinitionIndex::list_value_sets() const {
    library_.each(
        "CodeSystem", [this](const packages::PackageImage& image, const packages::ResourceRow& row) {
            const DefinitionAt source{&image, &row};
            const std::string_view set = row.about.empty() ? value_set_of(source.json()) : std::string_view();
            if (!set.empty()) {
                by_value_set_.try_emplace(set, source);
            }
        });
    std::ranges::for_each(library_.images(), &packages::PackageImage::release_pages);
}

std::span<const DefinitionAt> DefinitionIndex::supplements_of(std::string_view code_system) const {
    std::call_once(supplements_once_, [this] { list_supplements(); });
    const auto found = supplements_.find(code_system);
    return found == supplements_.end() ? std::span<const DefinitionAt>() : found->second;
}

std::optional<DefinitionAt> DefinitionIndex::code_system_of(std::string_view value_set) const {
    std::call_once(value_sets_once_, [this] { list_value_sets(); });
    const auto found = by_value_set_.find(value_set);
    return found == by_value_set_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace renkei::terminology
