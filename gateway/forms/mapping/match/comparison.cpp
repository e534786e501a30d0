#include "gateway/forms/mapping/match/comparison.h"

#include "generated/messages/conversion.h"

#include <algorithm>
#include <iterator>

namespace renkei::mapping {
namespace {

constexpr std::string_view urn = "urn:uuid:";

} // namespace

void Comparison::run(std::span<const NodeId> resources) {
    compare_derived();
    compare_when_entries(resources);
    compare_copies(resources);
    compare_references();
    compare_sections();
    compare_header();
}

// A reference counts only if what it leads to was matched by the entry that it was consumed for.
void Comparison::compare_references() {
    for (const ConsumedReference& reference : state_.references()) {
        const MatchedBy* const matched = state_.matched_by(reference.target);
        if (matched == nullptr || matched->entry != reference.entry) {
            state_.consumption.release(reference.leaf);
            state_.consumption.mark_loss(reference.leaf, message::loss_derived_differs,
                                         plan().text(plan().entries()[reference.entry].name));
        }
    }
}

// ---------------------------------------------------------------- trees
bool Comparison::same_reference(std::string_view ours, NodeId theirs) const {
    if (!ours.starts_with(urn) || !tree()[theirs].is_string()) {
        return false;
    }
    const auto target = state_.find(tree().text(theirs));
    const MatchedBy* const matched = target ? state_.matched_by(target->resource) : nullptr;
    return matched != nullptr && fill_.is_live(matched->entry, *matched->row) &&
           fill_.url_of(matched->entry, *matched->row) == ours.substr(urn.size());
}

// Is everything of ours in theirs? Theirs may have more. Displays are not compared, and references are
// compared by their targets.
bool Comparison::same(const json::Tree& ours, NodeId a, NodeId b) const {
    const json::Node& x = ours[a];
    const json::Node& y = tree()[b];
    if (x.kind != y.kind) {
        return false;
    }
    if (x.is_object()) {
        if (state_.is_excluded(b)) {
            return false;
        }
        for (const NodeId field : ours.children(a)) {
            const std::string_view key = ours.key(field);
            const NodeId theirs = tree().child(b, key);
            if (key == "display") {
                continue;
            }
            const bool is_same =
                theirs != json::no_node && (key == "reference" ? same_reference(ours.text(field), theirs)
                                            : key == "coding"  ? same_codings(ours, field, theirs)
                                                               : same(ours, field, theirs));
            if (!is_same) {
                return false;
            }
        }
        return true;
    }
    if (x.is_array()) {
        if (x.count > y.count) {
            return false;
        }
        NodeId theirs = tree().first_child(b);
        for (const NodeId element : ours.children(a)) {
            if (!same(ours, element, theirs)) {
                return false;
            }
            theirs = tree().next(theirs);
        }
        return true;
    }
    return ours.text(a) == tree().text(b);
}

// The first coding says what is meant. The concept and the public codes behind it may be missing: another
// version or sender writes others.
bool Comparison::same_codings(const json::Tree& ours, NodeId a, NodeId b) const {
    if (!ours[a].is_array() || ours[a].count == 0 || !tree()[b].is_array()) {
        return same(ours, a, b);
    }
    const auto theirs = tree().children(b);
    return std::ranges::any_of(theirs, [&](NodeId each) { return same(ours, ours.first_child(a), each); });
}

void Comparison::consume_codings(const json::Tree& ours, NodeId a, NodeId b) {
    for (const NodeId coding : ours.children(a)) {
        for (const NodeId theirs : tree().children(b)) {
            if (same(ours, coding, theirs)) {
                consume_same(ours, coding, theirs);
            }
        }
    }
}

void Comparison::consume_same(const json::Tree& ours, NodeId a, NodeId b) {
    const json::Node& x = ours[a];
    if (x.is_object()) {
        for (const NodeId field : ours.children(a)) {
            const NodeId theirs = tree().child(b, ours.key(field));
            if (theirs == json::no_node) {
                continue;
            }
            if (ours.key(field) == "coding" && ours[field].is_array()) {
                consume_codings(ours, field, theirs);
            } else {
                consume_same(ours, field, theirs);
            }
        }
    } else if (x.is_array()) {
        NodeId theirs = tree().first_child(b);
        for (const NodeId element : ours.children(a)) {
            consume_same(ours, element, theirs);
            theirs = tree().next(theirs);
        }
    } else {
        state_.consumption.consume(b);
    }
}

// ---------------------------------------------------------------- `when` resources
void Comparison::compare_when_entries(std::span<const NodeId> resources) {
    left_.clear();
    std::ranges::copy_if(resources, std::back_inserter(left_), [&](NodeId resource) {
        const MatchedBy* const matched = state_.matched_by(resource);
        // a resource that equals what is written today is no older shape, even if one matched it
        return resource != state_.composition && !state_.is_excluded(resource) &&
               (matched == nullptr || plan().entries()[matched->entry].accepted != 0);
    });
    for (const EntryId e : plan().entries().ids()) {
        const EntryPlan& entry = plan().entries()[e];
        if (entry.derived == 0 || left_.empty()) {
            continue;
        }
        for (Row* row : fill_.rows(entry.each)) {
            if (fill_.is_live(e, *row)) {
                compare_when(e, *row);
            }
        }
    }
}

// The resource as the plan writes it, into scratch_tree_.
bool Comparison::write(EntryId entry, const Row& row) {
    fill_.make_urls();
    scratch_.clear();
    scratch_.append('{');
    fill_.resource(entry, row, scratch_);
    return scratch_parser_.parse(scratch_.view(), scratch_tree_).has_value();
}

// ---------------------------------------------------------------- elements that repeat rows made elsewhere
void Comparison::compare_copies(std::span<const NodeId> resources) {
    for (const NodeId resource : resources) {
        const MatchedBy* const matched = state_.matched_by(resource);
        if (matched == nullptr || plan().entries()[matched->entry].copies_rows == 0 ||
            !is_in_record(fill_, *matched->row) || !fill_.is_live(matched->entry, *matched->row) ||
            !write(matched->entry, *matched->row)) {
            continue;
        }
        state_.current_bundle_entry = state_.bundle_entry_of(resource);
        for (const NodeId field : scratch_tree_.children(json::Tree::root)) {
            compare_copies(field, tree().child(resource, scratch_tree_.key(field)));
        }
    }
}

// What stands in both lists is known, whatever its order.
void Comparison::compare_copies(NodeId array, NodeId theirs) {
    if (theirs == json::no_node || !scratch_tree_[array].is_array() || !tree()[theirs].is_array()) {
        return;
    }
    const auto all = tree().children(theirs);
    std::vector<NodeId> left(all.begin(), all.end());
    for (const NodeId element : scratch_tree_.children(array)) {
        const auto found =
            std::ranges::find_if(left, [&](NodeId each) { return same(scratch_tree_, element, each); });
        if (found != left.end()) {
            consume_same(scratch_tree_, element, *found);
            left.erase(found);
        }
    }
}

// Matches a resource with the entry if it says what the plan would write.
void Comparison::compare_when(EntryId entry, Row& row) {
    const std::string_view type = plan().text(plan().entries()[entry].type);
    const auto is_of_type = [&](NodeId resource) {
        return state_.text_at(resource, EngineName::resource_type) == type;
    };
    if (std::ranges::none_of(left_, is_of_type)) {
        return;
    }
    if (!write(entry, row)) {
        return;
    }
    const auto is_ours = [&](NodeId resource) {
        if (!is_of_type(resource)) {
            return false;
        }
        state_.current_bundle_entry = state_.bundle_entry_of(resource);
        return same(scratch_tree_, json::Tree::root, resource);
    };
    const auto found = std::ranges::find_if(left_, is_ours);
    if (found != left_.end()) {
        consume_same(scratch_tree_, json::Tree::root, *found);
        state_.resource(*found).matched = {entry, &row};
        left_.erase(found);
    }
}

} // namespace renkei::mapping
