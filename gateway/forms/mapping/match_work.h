// The work of one match: what is marked as taken, which row an entry's instance belongs to, what is still to
// be compared. Split by noun: match_values (one value), match_codes (codes and reasons), match_tree (objects,
// arrays, references), match_entries (whose resource is it), match_derived (what is compared), match_loss
// (what is left).
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/forms/mapping/match.h"
#include "gateway/forms/mapping/node_map.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renkei::mapping {

class MatchWork {
public:
    explicit MatchWork(const Plan& plan);
    diag::Result<void> run(const json::Tree& tree, forms::Record& record, diag::Report& loss);
    const resources::BundleIndex& index() const { return index_; }
    std::vector<Counterpart> counterparts();

private:
    using NodeId = json::NodeId;
    void begin(const json::Tree& tree, forms::Record& record);
    using Row = forms::Row;

    // -------- marks: a node is taken, which can be taken back to a point; or it has a kind of loss, which
    // stays: an attempt that failed knows best why
    struct Checkpoint {
        std::size_t taken;
        std::size_t derived;
        std::size_t references;
        std::size_t notes;
        std::uint32_t reads;
    };
    Checkpoint checkpoint() const {
        return {trail_.size(), derived_.size(), references_.size(), notes_.size(), reads_};
    }
    void roll_back(const Checkpoint& point);
    void consume(NodeId node);     // one leaf
    void consume_all(NodeId node); // all leaves below
    void mark_loss(NodeId node, diag::Message kind);
    void mark_loss(NodeId node, diag::Message kind, std::string_view expected) {
        mark_loss(node, kind);
        expected_.insert_or_assign(node, shortened(expected));
    }
    static std::string shortened(std::string_view expected);
    bool is_consumed(NodeId node) const { return consumed_[node] != 0; }
    void note(diag::Message kind, NodeId node, std::string from, std::string to, std::uint16_t item);

    // -------- values (match_values.cpp)
    bool put(std::uint16_t item, std::string_view text, NodeId node, Row& row);
    bool put_absent(std::uint16_t item, const forms::Absent& absent, NodeId node, Row& row);
    void mark_bad_date(NodeId node, std::string_view expected); // wrong as a date, or not in the calendar
    bool read(std::uint32_t hole, NodeId node, Row& row);
    bool read_text(const Hole& hole, NodeId node, Row& row);
    bool read_number(const Hole& hole, NodeId node, Row& row);
    bool read_plain(const Hole& hole, NodeId node, Row& row);
    bool read_time(const Hole& hole, NodeId node, Row& row);
    bool read_moment(const Hole& hole, NodeId node, Row& row);
    bool read_day(const Hole& hole, NodeId node, Row& row);
    bool read_span(const Hole& hole, NodeId node, Row& row);
    // -------- codes (match_codes.cpp)
    bool read_code(const Hole& hole, NodeId node, Row& row);
    bool read_coding(const Hole& hole, NodeId node, Row& row);
    bool read_concept(const Hole& hole, NodeId node, Row& row);
    bool read_codings(std::uint32_t hole, NodeId codings, Row& row);
    struct Coding {
        std::uint16_t row = forms::none;
        bool local = false;
    };
    Coding coding_row(const Hole& hole, NodeId coding) const;
    bool is_ours(const forms::CodeList& list, std::uint16_t row, NodeId coding) const;
    void consume_coding(NodeId coding);
    bool read_reason_concept(std::uint32_t hole, NodeId concept_node, Row& row);
    bool read_reason_extensions(std::uint32_t hole, std::size_t part, NodeId extensions, Row& row);
    bool split_moment(std::string_view text, std::string_view& date, std::string_view& time) const;

    // -------- tree (match_tree.cpp)
    void match(const MatchNode& node, NodeId value, Row& row);
    void match_object(const MatchNode& node, NodeId value, Row& row);
    void match_fields(const MatchNode& node, NodeId value, Row& row);
    void match_field(const MatchNode& object, NodeId value, NodeId child, Row& row);
    void match_absent(const MatchNode& object, NodeId value, Row& row);
    void match_array(const MatchNode& node, NodeId value, Row& row);
    void match_part(const MatchNode& element, NodeId array, Row& row);
    void match_rows(const MatchNode& element, NodeId array, Row& row);
    void match_codings(const MatchNode& element, NodeId array, Row& row);
    void free_elements(NodeId array);
    template <class Claims>
    void claim_free(NodeId array, const Claims& claims);
    bool match_element(const MatchNode& element, NodeId value, Row& row);
    bool match_reference(const MatchNode& node, NodeId value, Row& row);
    std::uint32_t hole_of(const MatchNode& node) const; // the hole, or the one in a Quantity's value
    static Row*
    up(Row* row, std::uint16_t group); // the row itself or one above that belongs to the group; null if none

    // -------- entries (match_entries.cpp)
    struct Role {
        Row* row; // where the reference stands; null: one of many
        NodeId resource;
    };
    struct MatchedBy {
        std::uint16_t entry = none;
        Row* row = nullptr; // null: not matched
    };
    struct Resource {
        std::uint32_t bundle_entry = resources::no_entry; // that it is in
        bool is_listed = false;                           // in resources_
        std::uint16_t tried_for = none;                   // the plan entry that was the last to try it
        MatchedBy taken{};
    };
    bool find_composition(NodeId& composition);
    void order_resources(NodeId composition);
    void find_candidates();
    void add_candidate(std::uint32_t probe, std::string_view value, NodeId resource);
    void values_at(NodeId node, std::span<const json::NameId> steps,
                   std::vector<std::string_view>& out) const;
    bool is_first_try(std::uint16_t entry, NodeId resource);
    void match_entry(std::uint16_t entry);
    void match_once(std::uint16_t entry);
    void match_given_rows(std::uint16_t entry);
    void match_owned_rows(std::uint16_t entry);
    bool match_resource(std::uint16_t entry, NodeId resource, Row& row, bool always);
    bool may_be(std::uint16_t entry, NodeId resource);
    bool fits_entry(std::uint16_t entry, NodeId resource);
    Row* anchor_row(std::uint16_t entry, NodeId resource) const;
    Row* anchor_row(const EntryPlan& entry, NodeId node, std::span<const json::NameId> steps,
                    std::uint32_t from) const;
    const MatchedBy* matched_by(NodeId resource) const;
    bool is_in_record(const Row& row) const; // after prepare()
    void forget_pruned();
    std::uint32_t bundle_entry_of(NodeId resource) const {
        const Resource* const known = known_.find(resource);
        return known == nullptr ? resources::no_entry : known->bundle_entry;
    }

    // -------- derived (match_derived.cpp)
    struct Derived {
        std::uint32_t hole;
        NodeId node;
        Row* row;
        const MatchNode* stand_in; // what is there when the value is empty, or null
    };
    struct Reference {
        NodeId leaf;
        std::uint16_t entry;
        NodeId target;
    };
    void compare_all(NodeId composition);
    void compare_references();
    void compare_derived();
    bool derived_equal(const Derived& derived);
    void compare_when_entries();
    void compare_when(std::uint16_t entry, Row& row);
    bool same(const json::Tree& ours, NodeId a, NodeId b) const;
    bool same_reference(std::string_view ours, NodeId theirs) const;
    void consume_same(const json::Tree& ours, NodeId a, NodeId b);
    bool constant_subtree_equal(const MatchNode& node, NodeId value) const;
    void consume_constants(const MatchNode& node, NodeId value);
    void compare_sections(NodeId composition);
    std::size_t known_section(NodeId codings) const;
    void compare_section(NodeId section);
    void compare_narrative(NodeId text);
    void compare_header();

    // -------- loss (match_loss.cpp)
    void list_loss(diag::Report& loss) const;
    // -------- which item a leaf belongs to (match_items.cpp)
    struct Owners { // of the resource that was asked for last
        NodeId resource = json::no_node;
        std::vector<const MatchNode*> examples{};
    };
    // none: the mapping does not say, or it is not one only
    std::uint16_t item_of(NodeId leaf, Owners& owners) const;
    void find_owners(NodeId resource, Owners& owners) const;
    void add_examples(const MatchNode& node, NodeId value, std::vector<const MatchNode*>& out) const;

    NodeId child(NodeId node, EngineName key) const {
        return node == json::no_node ? json::no_node : tree_->child(node, plan_->key(key));
    }
    std::string_view text_at(NodeId node, EngineName key) const {
        const NodeId found = child(node, key);
        return found == json::no_node || !(*tree_)[found].is_string() ? std::string_view()
                                                                      : tree_->text(found);
    }
    const forms::Item& item(std::uint16_t index) const { return form_->items()[index]; }

    const Plan* plan_;
    const forms::Form* form_;
    Fill fill_;
    resources::BundleIndex index_;
    json::Parser scratch_parser_;
    json::Tree scratch_tree_;
    base::Buffer scratch_;

    const json::Tree* tree_ = nullptr;
    forms::Record* record_ = nullptr;
    std::vector<std::uint8_t> consumed_; // per node
    static constexpr std::uint16_t no_kind = 0xFFFF;
    std::vector<std::uint16_t> kinds_; // per node: diag::Message, or no_kind
    std::vector<std::uint8_t>
        claimed_;               // per node: element of the array that is being matched, and no longer free
    std::vector<NodeId> trail_; // taken nodes in order
    std::unordered_map<NodeId, std::string> expected_; // of the nodes with a kind, where it is known
    std::vector<Derived> derived_;
    std::vector<Reference> references_;
    struct Note {
        diag::Message kind;
        NodeId node;
        std::string from;
        std::string to;
        std::uint16_t item;
    };
    std::vector<Note> notes_;
    std::uint32_t reads_ = 0;
    std::uint32_t current_entry_ = resources::no_entry; // bundle entry being matched, for "#id"

    std::vector<NodeId> resources_;               // in section order
    std::vector<std::vector<NodeId>> candidates_; // per plan entry
    std::vector<std::vector<Role>> roles_;        // per plan entry
    struct Fit {
        NodeId resource;
        bool fits;
    };
    // per plan entry: the last answer, because many references lead to the same resource
    std::vector<Fit> fits_;
    NodeMap<Resource> known_; // resources of the bundle, and contained ones that something refers to
    std::vector<std::string_view> values_; // at the end of one path
    std::vector<NodeId> left_;             // resources that no entry has taken
    NodeId composition_ = json::no_node;
};

} // namespace renkei::mapping
