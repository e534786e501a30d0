#include "gateway/network/mhd/provide/provided_metadata.h"

#include "gateway/core/base/text_hash.h"

#include <set>
#include <unordered_map>

namespace renkei::mhd {
namespace {

using documents::PersonNumber;

class FactReading {
public:
    FactReading(const Tree& tree, NodeId owner, const Follow& follow)
        : tree_(tree),
          owner_(owner),
          follow_(follow) {
        for (const NodeId each : nodes_at(tree_, owner_, "contained")) {
            contained_.emplace(text_at(tree_, each, "id"), each);
        }
    }

    SetParties of_set() const {
        SetParties out;
        add_organizations("source.~ihe-authorOrg.valueReference|source", out.senders);
        add_organizations("~ihe-intendedRecipient.valueReference", out.receivers);
        return out;
    }

    documents::ExtractedMetadata of_document(const SetParties& set) const {
        documents::ExtractedMetadata out;
        add_organizations("custodian", out.senders);
        add_organizations("author", out.senders);
        if (out.senders.empty()) {
            out.senders = set.senders;
        }
        out.receivers = set.receivers;
        out.persons = persons();
        out.type = {std::string(text_at(tree_, owner_, "type.coding.system")),
                    std::string(text_at(tree_, owner_, "type.coding.code"))};
        out.title = text_at(tree_, owner_, "content.attachment.title|description");
        out.date = text_at(tree_, owner_, "content.attachment.creation|date");
        out.status = "final";
        return out;
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
        const auto found = contained_.find(reference.substr(1));
        return found == contained_.end() ? json::no_node : found->second;
    }

    policy::Identifier identifier(NodeId node) const {
        return {std::string(text_at(tree_, node, "system")), std::string(text_at(tree_, node, "value"))};
    }

    void add_organizations(std::string_view path, std::vector<policy::Identifier>& out) const {
        for (const NodeId reference : nodes_at(tree_, owner_, path)) {
            const std::string_view type = text_at(tree_, reference, "type");
            if (!type.empty() && type != "Organization") {
                continue;
            }
            for (const NodeId each : identifiers(reference, "Organization")) {
                if (out.size() > max_parties) {
                    return;
                }
                out.push_back(identifier(each));
            }
        }
    }

    std::vector<base::Personal<PersonNumber>> persons() const {
        std::vector<base::Personal<PersonNumber>> out;
        std::set<PersonNumber> known;
        for (const NodeId reference : nodes_at(tree_, owner_, "subject|context.sourcePatientInfo")) {
            for (const NodeId each : identifiers(reference, "Patient")) {
                const NodeId assigner = node_at(tree_, each, "assigner.identifier");
                std::vector<policy::Identifier> within;
                if (assigner != json::no_node) {
                    within.push_back(identifier(assigner));
                }
                for (PersonNumber& person : documents::numbers_of(identifier(each), within)) {
                    if (!person.number.value.empty() && out.size() <= max_parties &&
                        known.insert(person).second) {
                        out.emplace_back(std::move(person));
                    }
                }
            }
        }
        return out;
    }

    const Tree& tree_;
    NodeId owner_; // whose contained resources "#…" means
    const Follow& follow_;
    std::unordered_map<std::string_view, NodeId, base::TextHash> contained_{}; // by id, which the tree owns
};

} // namespace

SetParties parties_of_set(const Tree& tree, NodeId set, const Follow& follow) {
    return FactReading(tree, set, follow).of_set();
}

documents::ExtractedMetadata metadata_of_reference(const Tree& tree, NodeId reference, const SetParties& set,
                                                   const Follow& follow) {
    return FactReading(tree, reference, follow).of_document(set);
}

} // namespace renkei::mhd
