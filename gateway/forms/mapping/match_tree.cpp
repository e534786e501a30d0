// Objects, arrays and references: walks the example and the bundle side by side.
#include "gateway/core/json/place.h"
#include "gateway/forms/mapping/match_work.h"

namespace renkei::mapping {
namespace {

using diag::Message;
using json::NodeId;

} // namespace

forms::Row* MatchWork::up(Row* row, std::uint16_t group) {
    while (row != nullptr && row->group != group) {
        row = row->parent;
    }
    return row;
}

void MatchWork::match(const MatchNode& node, NodeId value, Row& row) {
    switch (node.kind) {
    case MatchKind::constant:
        if (constant_equal(*plan_, *tree_, node, value)) {
            consume(value);
        } else if (!(*tree_)[value].is_container()) {
            mark_loss(value, Message::loss_constant_differs, plan_->text(node.text));
        }
        return;
    case MatchKind::hole: read(node.index, value, row); return;
    case MatchKind::reference:
        if ((*tree_)[value].is_object()) {
            match_reference(node, value, row);
        }
        return;
    case MatchKind::object: match_object(node, value, row); return;
    case MatchKind::array: match_array(node, value, row); return;
    }
}

// Stands only if something in it is read: else its constants count as lost.
void MatchWork::match_object(const MatchNode& node, NodeId value, Row& row) {
    if (!(*tree_)[value].is_object()) {
        return;
    }
    const Checkpoint before = checkpoint();
    match_fields(node, value, row);
    if ((node.flags & m_reads) != 0 && (node.flags & m_owner_stays) == 0 && reads_ == before.reads) {
        roll_back(before);
    }
}

void MatchWork::match_fields(const MatchNode& node, NodeId value, Row& row) {
    for (const NodeId child_node : tree_->children(value)) {
        match_field(node, value, child_node, row);
    }
    match_absent(node, value, row);
}

void MatchWork::match_field(const MatchNode& object, NodeId value, NodeId child_node, Row& row) {
    const json::NameId name = (*tree_)[child_node].name;
    if (name == json::no_name) {
        return;
    }
    const MatchNode* stand_in = nullptr;
    const MatchNode* field = nullptr;
    for (const MatchNode& each : plan_->children(object)) {
        if (each.name == name) {
            ((each.flags & m_stand_in) != 0 ? stand_in : field) = &each;
        } else if (each.sibling == name && each.kind == MatchKind::hole && !plan_->hole(each.index).derived) {
            const Hole& hole = plan_->hole(each.index);
            const std::size_t part =
                hole.codec == Codec::moment && tree_->child(value, each.name) != json::no_node ? 1 : 0;
            read_reason_extensions(each.index, part, child(child_node, EngineName::extension), row);
        }
    }
    if (field == nullptr) {
        if (stand_in != nullptr && tree_->child(value, stand_in->replaces) == json::no_node &&
            constant_subtree_equal(*stand_in, child_node)) {
            consume_constants(*stand_in, child_node);
        }
        return;
    }
    const Checkpoint before = checkpoint();
    match(*field, child_node, row);
    if (stand_in != nullptr && derived_.size() == before.derived + 1) {
        derived_.back().stand_in = stand_in;
    } else if (stand_in != nullptr && reads_ == before.reads && references_.size() == before.references &&
               constant_subtree_equal(*stand_in, child_node)) {
        consume_constants(*stand_in, child_node);
    }
    // a complex element may hold the reason itself
    if (field->kind == MatchKind::hole && (*tree_)[child_node].is_object() &&
        !plan_->hole(field->index).derived) {
        read_reason_extensions(field->index, 0, child(child_node, EngineName::extension), row);
    }
}

std::uint32_t MatchWork::hole_of(const MatchNode& node) const {
    if (node.kind == MatchKind::hole) {
        return node.index;
    }
    for (const MatchNode& field : plan_->children(node)) {
        if (field.name == plan_->key(EngineName::value) && field.kind == MatchKind::hole) {
            return field.index;
        }
    }
    return 0;
}

// value[x] is not there, dataAbsentReason is: it may hold the reason of the item that belongs at value[x].
void MatchWork::match_absent(const MatchNode& object, NodeId value, Row& row) {
    const NodeId reason = child(value, EngineName::data_absent_reason);
    if (reason == json::no_node) {
        return;
    }
    for (const MatchNode& field : plan_->children(object)) {
        const bool value_here = (field.flags & m_coded_value) != 0 &&
                                (field.kind == MatchKind::hole || (field.flags & m_quantity) != 0);
        if (value_here && tree_->child(value, field.name) == json::no_node &&
            !plan_->hole(hole_of(field)).derived) {
            read_reason_concept(hole_of(field), reason, row);
        }
    }
}

// ---------------------------------------------------------------- arrays
void MatchWork::free_elements(NodeId array) {
    for (const NodeId element : tree_->children(array)) {
        claimed_[element] = 0;
    }
}

// Asks the elements that nothing has claimed yet, in their order.
template <class Claims>
void MatchWork::claim_free(NodeId array, const Claims& claims) {
    for (const NodeId element : tree_->children(array)) {
        if (claimed_[element] == 0 && claims(element)) {
            claimed_[element] = 1;
        }
    }
}

// Constant elements claim theirs first, then the others in the example's order; what repeats takes all that
// fit.
void MatchWork::match_array(const MatchNode& node, NodeId value, Row& row) {
    if (!(*tree_)[value].is_array()) {
        return;
    }
    free_elements(value);
    for (const bool constants : {true, false}) {
        for (const MatchNode& element : plan_->children(node)) {
            if (((element.flags & m_all_constant) != 0) == constants &&
                !(element.kind == MatchKind::hole && constants)) {
                match_part(element, value, row);
            }
        }
    }
}

// What an element of the example finds among those of an array.
void MatchWork::match_part(const MatchNode& element, NodeId array, Row& row) {
    if (element.each != 0) {
        match_rows(element, array, row);
    } else if (element.kind == MatchKind::hole && plan_->hole(element.index).codec == Codec::codings) {
        match_codings(element, array, row);
    } else {
        const bool many = element.kind == MatchKind::reference && (element.flags & m_many) != 0;
        bool full = false;
        claim_free(array, [&](NodeId each) {
            const bool taken = !full && match_element(element, each, row);
            full = full || (taken && !many);
            return taken;
        });
    }
}

void MatchWork::match_codings(const MatchNode& element, NodeId array, Row& row) {
    if (plan_->hole(element.index).derived) {
        claim_free(array, [&](NodeId each) {
            derived_.push_back({element.index, each, &row, nullptr});
            return false;
        });
    } else if (!read_codings(element.index, array, row)) {
        claim_free(array, [&](NodeId each) {
            return (*tree_)[each].is_object() &&
                   read_reason_extensions(element.index, 0, child(each, EngineName::extension), row);
        });
    }
}

// True: the element belongs to this part of the example.
bool MatchWork::match_element(const MatchNode& element, NodeId value, Row& row) {
    if (element.kind == MatchKind::reference) {
        return (*tree_)[value].is_object() && match_reference(element, value, row);
    }
    if (element.kind == MatchKind::hole) {
        const bool complex =
            (*tree_)[value].is_object() && child(value, EngineName::extension) != json::no_node;
        return (complex &&
                read_reason_extensions(element.index, 0, child(value, EngineName::extension), row)) ||
               read(element.index, value, row);
    }
    if (!fits(*plan_, *tree_, element, value)) {
        return false;
    }
    const Checkpoint before = checkpoint();
    match(element, value, row);
    if ((element.flags & (m_all_constant | m_owner_stays)) != 0) {
        return true;
    }
    // reads something, or at least holds something derived that may belong here
    const bool stands = (element.flags & m_reads) != 0
                            ? reads_ > before.reads
                            : references_.size() > before.references || derived_.size() > before.derived;
    if (!stands) {
        roll_back(before);
    }
    return stands;
}

// An element per row. If it reads something the rows are made here, else they were made elsewhere.
void MatchWork::match_rows(const MatchNode& element, NodeId array, Row& row) {
    const bool makes = (element.flags & m_reads) != 0;
    Row* parent = makes ? up(&row, form_->groups()[element.each].parent) : nullptr;
    claim_free(array, [&](NodeId value) {
        if (element.kind == MatchKind::object && !fits(*plan_, *tree_, element, value)) {
            return false;
        }
        if (!makes) {
            // derived parts of a row made elsewhere: matched by its references only
            const std::size_t before = references_.size();
            match_fields(element, value, row);
            return references_.size() > before;
        }
        if (parent == nullptr) {
            return false;
        }
        const Checkpoint before = checkpoint();
        Row& fresh = record_->add_row(*parent, element.each);
        match(element, value, fresh);
        if (reads_ > before.reads) {
            return true;
        }
        roll_back(before);
        record_->remove_last_row(*parent, element.each);
        return false;
    });
}

// ---------------------------------------------------------------- references
bool MatchWork::match_reference(const MatchNode& node, NodeId value, Row& row) {
    const NodeId leaf = child(value, EngineName::reference);
    if (leaf == json::no_node || !(*tree_)[leaf].is_string()) {
        return false;
    }
    const auto target = index_.find(tree_->text(leaf), current_entry_);
    const auto entry = static_cast<std::uint16_t>(node.index);
    if (!target || !fits_entry(entry, target->resource)) {
        return false;
    }
    if (target->contained) {
        known_.at(target->resource).bundle_entry = target->entry;
    }
    if (target->ambiguous) {
        note(Message::loss_assumed_slice, leaf, std::string(tree_->text(leaf)),
             json::pointer(*tree_, target->resource), forms::none);
    }
    consume(leaf);
    references_.push_back({leaf, entry, target->resource});
    roles_[entry].push_back({(node.flags & m_many) != 0 ? nullptr : &row, target->resource});
    reads_ += (node.flags & m_strong) != 0 ? 1 : 0;
    return true;
}

} // namespace renkei::mapping
