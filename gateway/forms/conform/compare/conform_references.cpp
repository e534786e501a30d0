#include "gateway/core/json/place.h"
#include "gateway/forms/conform/documents/compared_bundle.h"
#include "gateway/forms/conform/documents/resource_elements.h"
#include "generated/messages/conform.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::conform {
namespace {

using resources::BundleEntry;
using resources::BundleIndex;

// Where a Reference leads; no_node: to nothing in the document.
NodeId target_of(const Tree& tree, const BundleIndex& index, NodeId holder, NodeId reference) {
    const auto entries = index.entries();
    const auto from = std::ranges::find(entries, holder, &BundleEntry::resource);
    const auto found =
        index.find(text_of(tree, reference, "reference"), static_cast<std::uint32_t>(from - entries.begin()));
    return found ? found->resource : json::no_node;
}

class ReferenceCheck {
public:
    ReferenceCheck(const ComparedBundle& bundle, diag::Report& report) : bundle_(bundle), report_(report) {
        index_.build(bundle.ours);
    }

    void run() {
        for (const ResourcePair& pair : bundle_.pairs) {
            const ResourceElements theirs = elements_of(bundle_.r4, bundle_.theirs, pair.theirs);
            for (const auto& [path, nodes] : elements_of(bundle_.r4, bundle_.ours, pair.ours)) {
                const definitions::Element* const element = nodes.front().element;
                const auto same = theirs.find(path);
                const bool is_reference = element != nullptr && bundle_.r4.name(element->type) == "Reference";
                if (is_reference && same != theirs.end() && !path.starts_with("section.")) {
                    compare(pair, path, nodes, same->second);
                }
            }
        }
    }

private:
    void compare(const ResourcePair& pair, const std::string& path, const std::vector<ElementNode>& ours,
                 const std::vector<ElementNode>& theirs) {
        std::set<NodeId> wanted; // resources of ours
        for (const ElementNode& each : ours) {
            wanted.insert(target_of(bundle_.ours, index_, pair.ours, each.node));
        }
        if (wanted.contains(json::no_node)) {
            return;
        }
        const auto target = [&](const ElementNode& each) {
            return target_of(bundle_.theirs, bundle_.index, pair.holder, each.node);
        };
        // one that leads to ours suffices: others say more than ours does
        if (std::ranges::any_of(theirs, [&](const ElementNode& each) {
                const NodeId found = target(each);
                return found != json::no_node && leads_to_one_of(found, wanted);
            })) {
            return;
        }
        for (const ElementNode& each : theirs) {
            if (const NodeId found = target(each); found != json::no_node) {
                report_.add(message::conform_reference_other, json::where(bundle_.theirs, each.node),
                            {fmt::format("{}.{}", text_of(bundle_.ours, pair.ours, "resourceType"), path),
                             shown(bundle_.ours, *wanted.begin()), shown(bundle_.theirs, found)});
            }
        }
    }

    // Is it the counterpart of one of ours? Two resources may say the same, and a resource of another type
    // that has no counterpart may stand between (a PractitionerRole before its Practitioner).
    bool leads_to_one_of(NodeId found, const std::set<NodeId>& wanted) const {
        const std::string_view type = text_of(bundle_.theirs, found, "resourceType");
        const auto pair = std::ranges::find(bundle_.pairs, found, &ResourcePair::theirs);
        const bool has_pair = pair != bundle_.pairs.end();
        return std::ranges::any_of(wanted, [&](NodeId ours) {
            const bool is_of_type = text_of(bundle_.ours, ours, "resourceType") == type;
            return (has_pair ? pair->ours == ours : !is_of_type) ||
                   (is_of_type && statements_of(bundle_.r4, bundle_.theirs, found) ==
                                      statements_of(bundle_.r4, bundle_.ours, ours));
        });
    }

    // "Organization 架空総合病院"
    static std::string shown(const Tree& tree, NodeId resource) {
        return fmt::format("{} {}", text_of(tree, resource, "resourceType"), words_of(tree, resource));
    }

    const ComparedBundle& bundle_;
    diag::Report& report_;
    BundleIndex index_{}; // of ours
};

} // namespace

void check_references(const ComparedBundle& bundle, diag::Report& report) {
    ReferenceCheck(bundle, report).run();
}

} // namespace renkei::conform
