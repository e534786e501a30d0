// What one match has found so far. The parts of the match (codecs, TreeMatcher, EntryMatcher, Comparison)
// share it.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/resources/bundle_index.h"
#include "gateway/forms/mapping/codec/consumption.h"
#include "gateway/forms/mapping/codec/unit_conversion.h"
#include "gateway/forms/mapping/plan/node_map.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::mapping {

// A derived value: compared when the record is complete.
struct DerivedValue {
    std::uint32_t hole;
    json::NodeId node;
    record::Row* row;
    const MatchNode* object = nullptr;    // the object with stand-ins for an empty value, or null
    json::NodeId governs = json::no_node; // if the value is a system: its Identifier or Coding
};

// A reference that was consumed for an entry. It counts only if its target is matched by this entry.
struct ConsumedReference {
    json::NodeId leaf;
    EntryId entry;
    json::NodeId target;
};

// A resource that a reference names for an entry.
struct Role {
    record::Row* row; // where the reference is; null: one of many
    json::NodeId resource;
    const MatchNode* by; // the reference in the example
    bool is_sure;        // a strong one, or the Composition's
};

struct MatchedBy {
    EntryId entry;
    record::Row* row = nullptr; // null: not matched
};

// A value, or a reason, that an item was given.
struct ReadValue {
    record::Row* row;
    ItemId item;
    json::NodeId node;
    bool from_accepted;       // an accepted shape
    bool is_replaced = false; // another value of the item counts
};

// Counts the values of each item of a row that are not replaced, among the first `size` values read.
class ValueCounts {
public:
    void clear();
    void extend(const std::vector<ReadValue>& values, std::size_t size); // or reduces
    std::size_t of(const ReadValue& value) const;
    void leave(const ReadValue& value, std::size_t at); // this value no longer counts

private:
    std::map<std::pair<const record::Row*, ItemId>, std::size_t> counts_;
    std::size_t size_ = 0;
};

struct KnownResource {
    std::uint32_t bundle_entry = resources::no_entry; // the entry with the resource
    bool is_listed = false;                           // by EntryMatcher, in section order
    EntryId tried_for;                                // the plan entry that was the last to try it
    MatchedBy matched{};
};

// The row itself or one above that belongs to the group; null if none.
inline record::Row* row_above(record::Row* row, GroupId group) {
    while (row != nullptr && row->group != group) {
        row = row->parent;
    }
    return row;
}

// An amount whose unit is not written as the mapping writes it.
struct OtherUnit {
    json::NodeId object; // the Quantity or Money
    UnitFit fit;         // `converted`: the item may have it
    std::string said;    // "38500 g"; empty if the amount has no unit
};

// A constant of the mapping without which the object around it says nothing.
struct LackingField {
    json::NodeId object;
    json::NameId name;
};

// A text that is read instead of a leaf's own text, and the elements that it comes from.
struct Amendment {
    std::string text;
    std::vector<Consumption::Note>
        notes{};                       // of the elements that are read with it; the item is not known yet
    std::vector<json::NodeId> parts{}; // other elements that are read with it
};

class MatchState {
public:
    using NodeId = json::NodeId;

    explicit MatchState(const Plan& plan) : plan_(&plan), form_(&plan.form()) {}
    // Clears the record.
    void begin(const json::Tree& tree, record::Record& record);
    // Begins the same document again; excluded elements stay excluded.
    void restart();

    // -------- elements that must not be read because of others beside them
    bool is_excluded(NodeId node) const { return !excluded_.empty() && excluded_[node] != 0; }
    bool has_excluded() const { return !excluded_.empty(); }
    void exclude(NodeId object);
    void read_as_it_stands(NodeId node) { amendments_.erase(node); }
    void amend(NodeId node, Amendment amendment) { amendments_.insert_or_assign(node, std::move(amendment)); }
    bool is_amended(NodeId node) const { return amendments_.contains(node); }

    // -------- input
    const Plan& plan() const { return *plan_; }
    const form::Form& form() const { return *form_; }
    const form::Item& item(ItemId index) const { return form_->items()[index]; }
    ItemId item_of(const Hole& hole) const { return plan_->parts(hole)[0].item; } // its first
    const json::Tree& tree() const { return *tree_; }
    const resources::BundleIndex& index() const { return index_; }
    NodeId child(NodeId node, EngineName key) const {
        return node == json::no_node ? json::no_node : tree_->child(node, plan_->key(key));
    }
    NodeId child(NodeId node, std::string_view key) const {
        return node == json::no_node ? json::no_node : tree_->child(node, key);
    }
    // Of a field; empty if it is absent or no string.
    std::string_view text_at(NodeId node, EngineName key) const {
        const NodeId found = child(node, key);
        return found == json::no_node ? std::string_view() : string(found);
    }
    std::string_view string(NodeId node) const { // empty if it is no string
        return (*tree_)[node].is_string() ? tree_->text(node) : std::string_view();
    }
    std::string_view number(NodeId node) const { // as it stands, or amended; empty if it is none
        const auto amended = amendments_.find(node);
        return !(*tree_)[node].is_number()    ? std::string_view()
               : amended == amendments_.end() ? tree_->raw(node)
                                              : std::string_view(amended->second.text);
    }

    // -------- attempts
    struct Checkpoint {
        Consumption::Checkpoint consumption;
        std::size_t derived;
        std::size_t other_units;
        std::size_t lacking;
        std::size_t references;
        std::size_t values;
        std::uint32_t reads;
    };
    Checkpoint checkpoint() const {
        return {
            consumption.checkpoint(), derived.size(), other_units.size(), lacking.size(), references_.size(),
            values_.size(),           reads_};
    }
    void roll_back(const Checkpoint& point);
    // Values, reasons and references that make an element stand.
    std::uint32_t reads() const { return reads_; }

    // -------- values
    record::Record& record() { return *record_; }
    // False: another value is there already, and the node is marked as a conflict.
    bool put(ItemId item, std::string_view text, NodeId node, record::Row& row);
    bool put_and_consume(ItemId item, std::string_view text, NodeId node, record::Row& row);
    bool put_absent(ItemId item, const record::Absent& absent, NodeId node, record::Row& row);
    // Writes the texts that were read together into their items, as far as they fit.
    void settle_joined();
    void compare_later(const Hole& hole, NodeId node, record::Row& row);

    // -------- references and resources
    // The target of a reference, seen from the bundle entry that is being matched.
    auto find(std::string_view reference) const { return index_.find(reference, current_bundle_entry); }
    void consume_reference(const MatchNode& node, NodeId leaf, NodeId target, record::Row& row);
    const std::vector<ConsumedReference>& references() const { return references_; }
    const std::vector<Role>& roles(EntryId entry) const { return roles_[entry]; }
    KnownResource& resource(NodeId resource) { return resources_.at(resource); }
    const KnownResource* known_resource(NodeId resource) const { return resources_.find(resource); }
    auto known_resources() { return resources_.all(); }
    auto known_resources() const { return resources_.all(); }
    const MatchedBy* matched_by(NodeId resource) const; // null: no entry
    NodeId resource_of(NodeId node) const;              // that the node is in; the root: the Bundle
    std::uint32_t bundle_entry_of(NodeId resource) const {
        const KnownResource* const known = resource == json::no_node ? nullptr : resources_.find(resource);
        return known == nullptr ? resources::no_entry : known->bundle_entry;
    }

    // -------- elements of the array that is being matched
    void free_elements(NodeId array);
    bool is_free(NodeId element) const { return claimed_[element] == 0; }
    void claim(NodeId element) { claimed_[element] = 1; }

    const std::vector<ReadValue>& values() const { return values_; }
    // The values that are not replaced and were read from the object or from below it.
    std::vector<const ReadValue*> values_below(json::NodeId object);
    bool has_values_below(json::NodeId object);
    bool refers_below(json::NodeId object); // was a reference consumed there?
    // Takes back the values that were read below the object; their items are empty again.
    void take_back(json::NodeId object);

    Consumption consumption;
    std::vector<DerivedValue> derived;
    std::vector<OtherUnit> other_units;
    std::vector<LackingField> lacking;
    bool reads_accepted = false; // is an accepted shape being matched?
    bool joins = false;          // is what is read said beside what was read of the same item?
    // When the document was made: the date of its Composition, or the timestamp of a Bundle without one.
    std::string_view day() const;

    NodeId composition = json::no_node;                       // of a collection: none
    std::uint32_t current_bundle_entry = resources::no_entry; // being matched, for "#id"

private:
    struct Joined { // a further text of an item
        std::string_view text;
        NodeId node;
    };
    bool displace_accepted(const record::Row& row, ItemId item, std::string_view by);
    std::span<const std::uint32_t> read_below(json::NodeId object); // into values_

    const Plan* plan_;
    const form::Form* form_;
    const json::Tree* tree_ = nullptr;
    record::Record* record_ = nullptr;
    resources::BundleIndex index_;
    std::uint32_t reads_ = 0;
    std::vector<ConsumedReference> references_;
    base::IdVector<EntryId, std::vector<Role>> roles_;
    NodeMap<KnownResource> resources_; // of the bundle, and contained ones that something refers to
    std::map<std::pair<record::Row*, ItemId>, std::vector<Joined>> joined_;
    std::vector<std::uint8_t> claimed_; // per node
    std::vector<ReadValue> values_;
    ValueCounts counts_;                  // made when it is asked for
    std::vector<std::uint32_t> by_node_;  // values_ in the order of their nodes; made when it is asked for
    std::vector<json::NodeId> referring_; // leaves of references_, sorted; made when it is asked for
    std::vector<std::uint8_t> excluded_;  // per node; empty: none is
    std::map<json::NodeId, Amendment> amendments_;
};

} // namespace renkei::mapping
