// Walks an entry's example and a resource of the bundle side by side: objects, arrays, references.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"
#include "gateway/forms/mapping/match/match_fit.h"

namespace renkei::mapping {

class TreeMatcher {
public:
    TreeMatcher(MatchState& state, EntryFits& fits) : state_(state), fits_(fits) {}

    // The fields of an object. What is read goes into `row` or above.
    void match_fields(const MatchNode& node, json::NodeId value, record::Row& row);

private:
    using NodeId = json::NodeId;
    using Row = record::Row;

    void match(const MatchNode& node, NodeId value, Row& row);
    void match_object(const MatchNode& node, NodeId value, Row& row);
    void match_field(const MatchNode& object, NodeId value, NodeId child, std::size_t& next, Row& row);
    bool lacks_field(const MatchNode& object, NodeId value);
    bool is_display_of_constant(const MatchNode& object, NodeId child) const;
    void read_display_as_text(const MatchNode& concept_node, NodeId value, Row& row);
    void match_absent(const MatchNode& object, NodeId value, NodeId reason, Row& row);
    void match_array(const MatchNode& node, NodeId value, Row& row);
    void join_others(const MatchNode& array, NodeId value, Row& row);
    void match_part(const MatchNode& element, NodeId array, std::uint32_t order, Row& row);
    void match_rows(const MatchNode& element, NodeId array, std::uint32_t order, Row& row);
    void match_codings(const MatchNode& element, NodeId array, Row& row);
    bool match_element(const MatchNode& element, NodeId value, Row& row);
    bool match_reference(const MatchNode& node, NodeId value, Row& row);
    void match_display(const MatchNode& node, NodeId reference, Row& row);
    void match_identifier(const MatchNode& node, NodeId reference, Row& row);
    void match_named(const MatchNode& object, NodeId reference, Row& row);
    void read_words(const MatchNode& named, NodeId words, Row& row);
    void note_edition(const MatchNode& node, NodeId value);
    bool read(const Hole& hole, NodeId node, Row& row);
    std::vector<NodeId> in_order(NodeId array, std::uint32_t order) const; // m_ranked or m_latest
    const MatchNode* other_choice(const MatchNode& object, NodeId child, std::string_view theirs,
                                  std::string_view ours) const;
    void match_period(const MatchNode& object, NodeId period, Row& row);
    template <class Claims>
    void claim_free(NodeId array, std::uint32_t order, const Claims& claims);
    const Hole& hole_of(const MatchNode& node) const;

    const Plan& plan() const { return state_.plan(); }
    const json::Tree& tree() const { return state_.tree(); }

    MatchState& state_;
    EntryFits& fits_;
};

} // namespace renkei::mapping
