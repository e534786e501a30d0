#include "gateway/mhd/provided_facts.h"

#include <algorithm>

namespace renkei::mhd {
namespace {

using documents::PersonNumber;
using json::NodeId;
using json::Tree;

class FactReading {
public:
    FactReading(const Tree& tree, const Follow& follow) : tree_(tree), follow_(follow) {}

    documents::Facts run(NodeId reference, NodeId set) {
        owner_ = reference;
        add_organizations("custodian", facts_.senders);
        add_organizations("author", facts_.senders);
        add_persons("subject");
        add_persons("context.sourcePatientInfo");
        facts_.type = {std::string(text_at(tree_, reference, "type.coding.system")), std::string(text_at(tree_, reference, "type.coding.code"))};
        facts_.title = text_at(tree_, reference, "content.attachment.title|description");
        facts_.date = text_at(tree_, reference, "content.attachment.creation|date");
        facts_.status = "final";
        if (set != json::no_node) {
            owner_ = set;
            if (facts_.senders.empty()) {
                add_organizations("source.~ihe-authorOrg.valueReference|source", facts_.senders);
            }
            add_organizations("~ihe-intendedRecipient.valueReference", facts_.receivers);
        }
        return std::move(facts_);
    }

private:
    // Identifiers of what a reference names, beside it or in it.
    std::vector<NodeId> identifiers(NodeId reference, std::string_view type) const {
        std::vector<NodeId> out = nodes_at(tree_, reference, "identifier");
        const NodeId target = resolved(text_at(tree_, reference, "reference"));
        if (target != json::no_node && text_at(tree_, target, "resourceType") == type) {
            const std::vector<NodeId> more = nodes_at(tree_, target, "identifier");
            out.insert(out.end(), more.begin(), more.end());
        }
        return out;
    }

    NodeId resolved(std::string_view reference) const {
        if (!reference.starts_with('#')) {
            return reference.empty() || !follow_ ? json::no_node : follow_(reference);
        }
        const std::vector<NodeId> contained = nodes_at(tree_, owner_, "contained");
        const auto found = std::ranges::find_if(contained, [&](NodeId each) { return text_at(tree_, each, "id") == reference.substr(1); });
        return found == contained.end() ? json::no_node : *found;
    }

    policy::Identifier identifier(NodeId node) const { return {std::string(text_at(tree_, node, "system")), std::string(text_at(tree_, node, "value"))}; }

    void add_organizations(std::string_view path, std::vector<policy::Identifier>& out) const {
        for (const NodeId reference : nodes_at(tree_, owner_, path)) {
            const std::string_view type = text_at(tree_, reference, "type");
            if (!type.empty() && type != "Organization") {
                continue;
            }
            for (const NodeId each : identifiers(reference, "Organization")) {
                out.push_back(identifier(each));
            }
        }
    }

    void add_persons(std::string_view path) {
        for (const NodeId reference : nodes_at(tree_, owner_, path)) {
            for (const NodeId each : identifiers(reference, "Patient")) {
                const NodeId assigner = node_at(tree_, each, "assigner.identifier");
                base::Personal<PersonNumber> person({.number = identifier(each), .within = assigner == json::no_node ? policy::Identifier{} : identifier(assigner)});
                if (!person.reveal().number.value.empty() && std::ranges::find(facts_.persons, person) == facts_.persons.end()) {
                    facts_.persons.push_back(std::move(person));
                }
            }
        }
    }

    const Tree& tree_;
    const Follow& follow_;
    NodeId owner_ = json::no_node; // whose contained resources "#…" means
    documents::Facts facts_;
};

} // namespace

documents::Facts told_facts(const Tree& tree, NodeId reference, NodeId set, const Follow& follow) { return FactReading(tree, follow).run(reference, set); }

} // namespace renkei::mhd
