// What is compared, not read: references, derived values, `when` resources, sections, narratives, the
// bundle's header. They are written again from the record that was read; what is equal is consumed.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/forms/mapping/codec/match_state.h"
#include "gateway/forms/mapping/fill/fill.h"

#include <span>
#include <vector>

namespace renkei::mapping {

// Is the row still in the record that was prepared?
inline bool is_in_record(const Fill& fill, const record::Row& row) {
    const auto rows = fill.rows(row.group);
    return row.number < rows.size() && rows[row.number] == &row;
}

// What a finding of a derived value says instead of ours where we write none.
inline constexpr std::string_view nothing_written = "-";

class Comparison {
public:
    Comparison(MatchState& state, Fill& fill)
        : state_(state),
          fill_(fill),
          scratch_parser_(state.plan().names()) {}

    // After fill.prepare(). `resources`: those of the bundle, in the order of the sections.
    void run(std::span<const json::NodeId> resources);

private:
    using NodeId = json::NodeId;
    using Row = record::Row;

    void compare_references();
    void compare_derived();
    bool derived_equal(const DerivedValue& derived);
    bool hole_equal(const Hole& hole, const DerivedValue& derived);
    bool is_of_another_system(const DerivedValue& derived) const;
    void compare_when_entries(std::span<const NodeId> resources);
    void compare_when(EntryId entry, Row& row);
    void compare_copies(std::span<const NodeId> resources);
    void compare_copies(NodeId array, NodeId theirs);
    bool write(EntryId entry, const Row& row);
    bool same(const json::Tree& ours, NodeId a, NodeId b) const;
    bool same_reference(std::string_view ours, NodeId theirs) const;
    bool same_codings(const json::Tree& ours, NodeId a, NodeId b) const;
    void consume_codings(const json::Tree& ours, NodeId a, NodeId b);
    void consume_same(const json::Tree& ours, NodeId a, NodeId b);
    void compare_sections();
    SectionId known_section(NodeId codings) const;
    void compare_section(NodeId section);
    void compare_narrative(NodeId text);
    void compare_header();
    void consume_names_of_resources();

    const Plan& plan() const { return state_.plan(); }
    const json::Tree& tree() const { return state_.tree(); }

    MatchState& state_;
    Fill& fill_;
    json::Parser scratch_parser_;
    json::Tree scratch_tree_;
    base::Buffer scratch_;
    std::vector<NodeId> left_; // resources that no written entry has matched
};

} // namespace renkei::mapping
