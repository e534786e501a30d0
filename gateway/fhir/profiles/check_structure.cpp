#include "gateway/fhir/profiles/check_structure.h"

#include "gateway/fhir/packages/snapshot_gap.h"
#include "gateway/fhir/profiles/definition_report.h"
#include "gateway/fhir/profiles/each_item.h"
#include "generated/messages/profiles.h"

namespace renkei::profiles {
namespace {

namespace message = diag::message;
using json::no_node;
using json::NodeId;

class CheckStructure {
public:
    CheckStructure(const Structure& structure, diag::Report& report)
        : structure_(structure),
          tree_(structure.tree()),
          notes_(structure.url, report) {}

    void all(bool is_on_r4_type) {
        for (const ElementDef& element : structure_.elements) {
            if (is_on_r4_type && !is_of_type(element.path)) {
                notes_.add(message::profile_snapshot_path, shown(element), element.path, structure_.type);
            }
            binding(element);
            slicing(element);
        }
    }
    void differential() {
        const NodeId gap = packages::first_not_in_snapshot(tree_, json::Tree::root);
        if (gap != no_node) {
            const std::string_view id = text(gap, "id");
            notes_.add(message::profile_snapshot_lacks, id.empty() ? text(gap, "path") : id);
        }
    }

private:
    bool is_of_type(std::string_view path) const {
        const std::string_view type = structure_.type;
        return path == type || (path.starts_with(type) && path[type.size()] == '.');
    }
    void binding(const ElementDef& element) {
        const NodeId node = tree_.child(element.node, "binding");
        if (node != no_node && element.binding.strength == definitions::Strength::none) {
            code(element, "binding.strength", text(node, "strength"),
                 "required, extensible, preferred, example");
        }
    }
    void slicing(const ElementDef& element) {
        if (!element.is_sliced) {
            return;
        }
        const NodeId node = tree_.child(element.node, "slicing");
        if (element.slicing.rules == SlicingRules::unknown) {
            code(element, "slicing.rules", text(node, "rules"), "open, closed, openAtEnd");
        }
        std::size_t at = 0;
        each_item(tree_, tree_.child(node, "discriminator"), [&](NodeId item) {
            if (element.slicing.discriminators[at++].kind == DiscriminatorKind::unknown) {
                code(element, "slicing.discriminator.type", text(item, "type"),
                     "value, exists, pattern, type, profile");
            }
        });
    }
    void code(const ElementDef& element, std::string_view member, std::string_view found,
              std::string_view known) {
        notes_.add(message::profile_code_unknown, shown(element), member, found, known);
    }
    std::string_view text(NodeId object, std::string_view key) const {
        return structure_.resource->text(object, key);
    }
    static std::string_view shown(const ElementDef& element) {
        return element.id.empty() ? element.path : element.id;
    }

    const Structure& structure_;
    const json::Tree& tree_;
    DefinitionReport notes_;
};

} // namespace

void check_structure(const Structure& structure, const definitions::R4Definitions& r4, diag::Report& report) {
    const bool is_on_r4_type =
        structure.derivation == Derivation::constraint && static_cast<bool>(r4.type(structure.type));
    CheckStructure(structure, report).all(is_on_r4_type);
}

void check_published_snapshot(const Structure& structure, diag::Report& report) {
    CheckStructure(structure, report).differential();
}

} // namespace renkei::profiles
