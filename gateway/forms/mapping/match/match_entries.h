// Which resource of the bundle belongs to which entry of the plan, and to which row of the record.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"
#include "gateway/forms/mapping/match/match_fit.h"
#include "gateway/forms/mapping/match/match_tree.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mapping {

class EntryMatcher {
public:
    explicit EntryMatcher(MatchState& state) : state_(state), fits_(state), tree_matcher_(state, fits_) {}

    // Sets state.composition, if the form has one; false: the bundle has no Composition of this form.
    bool find_composition();
    // The first place of a collection that says that it is about another person, too.
    std::optional<json::NodeId> further_person() const;
    // Reads the Composition, then every entry in the order of the plan.
    void match_all();
    // Resources with the same content for another day, beside the `taken` one that was read for their items.
    struct Older {
        json::NodeId resource;
        json::NodeId taken;
    };
    std::vector<Older> older() const;
    // The time of the resource, from the elements that its type has for this; empty if it has none.
    std::string_view time_of(json::NodeId resource) const;
    // All resources of the bundle, in the order of the Composition's sections.
    const std::vector<json::NodeId>& resources() const { return resources_; }

private:
    using NodeId = json::NodeId;
    using Row = record::Row;

    std::string person_of(NodeId reference, std::uint32_t entry) const;
    void order_resources();
    void find_candidates();
    void add_candidate(std::uint32_t probe, std::string_view value, NodeId resource);
    void values_at(NodeId node, std::span<const json::NameId> steps,
                   std::vector<std::string_view>& out) const;
    bool is_first_try(EntryId entry, NodeId resource);
    void match_entry(EntryId entry);
    void match_once(EntryId entry);
    void order_by_time(std::vector<NodeId>& resources) const;
    std::span<const json::NameId> times_of(std::string_view type) const;
    void match_given_rows(EntryId entry);
    void match_owned_rows(EntryId entry);
    bool match_resource(EntryId entry, NodeId resource, Row& row, bool always);
    bool may_be(EntryId entry, NodeId resource);
    Row* anchor_row(EntryId entry, NodeId resource) const;
    Row* anchor_row(const EntryPlan& entry, NodeId node, std::span<const json::NameId> steps,
                    std::uint32_t from) const;

    const Plan& plan() const { return state_.plan(); }
    const json::Tree& tree() const { return state_.tree(); }

    MatchState& state_;
    EntryFits fits_;
    TreeMatcher tree_matcher_;
    std::vector<NodeId> resources_;
    base::IdVector<EntryId, std::vector<NodeId>> candidates_;
    std::vector<std::string_view> values_; // at the end of one path
    std::vector<Role> ranked_;             // of one entry
};

} // namespace renkei::mapping
