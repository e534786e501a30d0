#include "gateway/fhir/fhirapi/findings.h"
#include "gateway/fhir/fhirapi/state.h"

#include <algorithm>
#include <iterator>

namespace renkei {

bool is_xml(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first != std::string_view::npos && text[first] == '<';
}

Result<Definitions> Definitions::open(const DefinitionSources& sources) {
    diag::Report report;
    diag::Result<validate::LoadedDefinitions> loaded =
        validate::LoadedDefinitions::open({.packages = sources.packages,
                                           .with = sources.resources,
                                           .folder = sources.dependencies,
                                           .data = sources.data},
                                          report);
    if (!loaded) {
        return published(loaded.error());
    }
    return Definitions(std::make_shared<const State>(State{*std::move(loaded), published(report)}));
}

const Findings& Definitions::findings() const { return state_->findings; }

std::vector<PackageName> Definitions::packages() const {
    std::vector<PackageName> out;
    std::ranges::transform(state_->loaded.library().images(), std::back_inserter(out),
                           [](const packages::PackageImage& image) -> PackageName {
                               return {.name = std::string(image.text(image.package().name)),
                                       .version = std::string(image.text(image.package().version))};
                           });
    return out;
}

std::optional<std::string> Definitions::resource(std::string_view type, std::string_view canonical) const {
    const packages::Resource* const found = state_->loaded.library().find(type, canonical);
    if (found == nullptr) {
        return std::nullopt;
    }
    return std::string(found->tree.raw(json::Tree::root));
}

} // namespace renkei
