#include "gateway/fhir/validate/terminology/code_profiles.h"

#include <algorithm>

namespace renkei::validate {

using json::no_node;
using json::NodeId;
using json::Tree;
namespace {

constexpr std::string_view vital_signs = "http://hl7.org/fhir/StructureDefinition/vitalsigns";
constexpr std::string_view core_package = "hl7.fhir.r4.core";

// The value that a definition fixes for an element: "Observation.code.coding:BMICode.code".
std::string_view element_text(const packages::Resource& definition, NodeId elements, std::string_view id,
                              std::string_view member) {
    const Tree& tree = definition.tree;
    for (const NodeId element : tree.children(elements)) {
        if (definition.text(element, "id") == id) {
            return definition.text(element, member);
        }
    }
    return {};
}

} // namespace

CodeProfiles::CodeProfiles(const packages::Library& library) {
    library.each("StructureDefinition", [&](const packages::PackageImage& image,
                                            const packages::ResourceRow& row) {
        if (image.text(image.package().name) != core_package || image.text(row.about) != "Observation") {
            return;
        }
        const packages::Resource* const definition = library.read(image, row);
        if (definition == nullptr || definition->text("baseDefinition") != vital_signs) {
            return;
        }
        const Tree& tree = definition->tree;
        const NodeId snapshot = tree.child(Tree::root, "snapshot");
        const NodeId elements = snapshot == no_node ? no_node : tree.child(snapshot, "element");
        if (elements == no_node) {
            return;
        }
        for (const NodeId element : tree.children(elements)) {
            const std::string_view code = definition->text(element, "fixedCode");
            const std::string_view id = definition->text(element, "id");
            constexpr std::string_view begin = "Observation.code.coding:";
            constexpr std::string_view end = ".code";
            if (code.empty() || !id.starts_with(begin) || !id.ends_with(end)) {
                continue;
            }
            const std::string system = std::string(id.substr(0, id.size() - end.size())) + ".system";
            rows_.push_back({element_text(*definition, elements, system, "fixedUri"), code, definition->url});
        }
    });
}

std::string_view CodeProfiles::find(std::string_view system, std::string_view code) const {
    const auto found =
        std::ranges::find_if(rows_, [&](const Row& row) { return row.code == code && row.system == system; });
    return found == rows_.end() ? std::string_view() : found->profile;
}

} // namespace renkei::validate
