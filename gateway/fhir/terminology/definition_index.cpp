#include "gateway/fhir/terminology/definition_index.h"

#include "gateway/fhir/packages/authority.h"

#include <algorithm>

namespace renkei::terminology {
namespace {

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
    const auto is_it = [&](const packages::PackageImage& image, const packages::ResourceRow& row) {
        return image.text(row.type) == type && !(type == "CodeSystem" && !row.about.empty()); // no supplement
    };
    const auto of_owner = library_.look_up(url, version, [&](const auto& image, const auto& row) {
        return is_it(image, row) && (type != "CodeSystem" || packages::may_define(image, url));
    });
    if (of_owner.row != nullptr) {
        return DefinitionAt{of_owner.image, of_owner.row};
    }
    if (type != "CodeSystem") {
        return std::nullopt;
    }
    const auto foreign = library_.look_up(url, version, is_it);
    return foreign.row == nullptr ? std::nullopt
                                  : std::optional(DefinitionAt{foreign.image, foreign.row, true});
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
