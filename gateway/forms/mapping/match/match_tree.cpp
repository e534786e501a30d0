#include "gateway/forms/mapping/match/match_tree.h"

#include "gateway/forms/form/edition.h"
#include "gateway/forms/mapping/codec/match_codes.h"
#include "gateway/forms/mapping/codec/match_reasons.h"
#include "gateway/forms/mapping/match/constant_tree.h"
#include "gateway/forms/mapping/match/match_units.h"
#include "generated/messages/conversion.h"

#include <algorithm>
#include <utility>

namespace renkei::mapping {
namespace {

// BCP 47: ja-JP says what ja says, and where.
bool is_language_of_region(std::string_view field, std::string_view language, std::string_view found) {
    return field == "language" && found.starts_with(language) &&
           found.substr(language.size()).starts_with('-');
}

} // namespace

void TreeMatcher::match(const MatchNode& node, NodeId value, Row& row) {
    if (state_.is_excluded(value)) {
        return;
    }
    switch (node.kind) {
    case MatchKind::constant:
        if (constant_equal(plan(), tree(), node, value) ||
            (tree()[value].is_string() &&
             is_language_of_region(tree().key(value), plan().text(node.text), tree().text(value)))) {
            state_.consumption.consume(value);
            note_edition(node, value);
        } else if (!tree()[value].is_container()) {
            state_.consumption.mark_loss(value, message::loss_constant_differs, plan().text(node.text));
        }
        return;
    case MatchKind::hole: read(plan().hole(node.index), value, row); return;
    case MatchKind::reference:
        if (tree()[value].is_object() && !match_reference(node, value, row)) {
            match_display(node, value, row);
            match_identifier(node, value, row);
        }
        return;
    case MatchKind::object:
    case MatchKind::array:
        if (!state_.has_excluded() && is_as_written(plan(), tree(), node, value)) {
            state_.consumption.consume_leaves(value);
        } else if (node.kind == MatchKind::object) {
            match_object(node, value, row);
        } else {
            match_array(node, value, row);
        }
        return;
    }
}

// A document may claim another edition than the mapping's.
void TreeMatcher::note_edition(const MatchNode& node, NodeId value) {
    const std::string_view version = claimed_version(plan(), tree(), node, value);
    if (!version.empty() && !form::Edition(plan().form()).is_claimed_by(version)) {
        state_.consumption.note(message::loss_other_edition, value, std::string(version),
                                std::string(plan().form().version()), form::none);
    }
}

// True: the value (or what could be read of it) is consumed, or will be compared.
bool TreeMatcher::read(const Hole& hole, NodeId node, Row& row) {
    if (hole.derived) {
        state_.compare_later(hole, node, row);
        return true;
    }
    return codec(hole.codec).get(state_, hole, node, row);
}

// An object counts as matched only if something in it is read; else its constants count as lost.
void TreeMatcher::match_object(const MatchNode& node, NodeId value, Row& row) {
    if (!tree()[value].is_object()) {
        return;
    }
    const MatchState::Checkpoint before = state_.checkpoint();
    match_fields(node, value, row);
    if ((node.flags & m_reads) != 0 && (node.flags & m_owner_stays) == 0 && state_.reads() == before.reads) {
        state_.roll_back(before);
    }
}

void TreeMatcher::match_fields(const MatchNode& node, NodeId value, Row& row) {
    if (state_.is_excluded(value)) {
        return;
    }
    if ((node.flags & m_needs) != 0 && lacks_field(node, value) && (node.flags & m_reads) == 0) {
        return;
    }
    if ((node.flags & m_amount) != 0) {
        match_unit(state_, node, value);
    }
    const std::size_t before = state_.derived.size();
    NodeId reason = json::no_node; // why value[x] is not there
    std::size_t next = 0;
    for (const NodeId child : tree().children(value)) {
        reason = tree()[child].name == plan().key(EngineName::data_absent_reason) ? child : reason;
        match_field(node, value, child, next, row);
    }
    match_absent(node, value, reason, row);
    read_display_as_text(node, value, row);
    if (state_.derived.size() == before) {
        return;
    }
    if (tree().child(value, plan().key(EngineName::value)) == json::no_node &&
        tree().child(value, plan().key(EngineName::code)) == json::no_node) {
        return;
    }
    // an Identifier or a Coding: its value is a number, or its code a code, within its system
    for (std::size_t i = before; i < state_.derived.size(); ++i) {
        DerivedValue& derived = state_.derived[i];
        if (derived.governs == json::no_node && tree()[derived.node].name == plan().key(EngineName::system)) {
            derived.governs = value;
        }
    }
}

// Notes a constant of the example that is missing, and without which the object says nothing.
bool TreeMatcher::lacks_field(const MatchNode& object, NodeId value) {
    for (const MatchNode& field : plan().children(object)) {
        const auto has = [&](json::NameId name) { return tree().child(value, name) != json::no_node; };
        // an amount of constants is needed with its number
        const NodeId amount =
            field.kind == MatchKind::object ? tree().child(value, field.name) : json::no_node;
        const bool has_number =
            amount == json::no_node || state_.child(amount, EngineName::value) != json::no_node;
        if ((field.flags & m_needed) != 0 && !(has(field.name) && has_number) && !has(field.sibling) &&
            (field.needed_by == json::no_name || has(field.needed_by))) {
            state_.lacking.push_back({value, field.name});
            return true;
        }
    }
    return false;
}

// The code system's own words for a code that the example writes without words.
bool TreeMatcher::is_display_of_constant(const MatchNode& object, NodeId child) const {
    const auto is_code = [&](const MatchNode& field) { return field.name == plan().key(EngineName::code); };
    return (object.flags & m_all_constant) != 0 && tree()[child].is_string() &&
           tree()[child].name == plan().key(EngineName::display) &&
           std::ranges::any_of(plan().children(object), is_code);
}

// `next`: behind the field that was found last. What we wrote has the fields in the order of the example.
void TreeMatcher::match_field(const MatchNode& object, NodeId value, NodeId child, std::size_t& next,
                              Row& row) {
    const json::NameId name = tree()[child].name;
    if (name == json::no_name) {
        return;
    }
    const MatchNode* stand_in = nullptr;
    const MatchNode* field = nullptr;
    auto fields = plan().children(object);
    const bool is_next =
        (object.flags & m_distinct) != 0 && next < fields.size() && fields[next].name == name;
    if (is_next) {
        fields = fields.subspan(next, 1);
    }
    for (const MatchNode& each : fields) {
        if (each.name == name && (each.flags & m_stand_in) != 0) {
            stand_in = &each; // the last: of several only that one is a constant
        } else if (each.name == name) {
            field = &each;
        } else if (each.sibling == name && each.kind == MatchKind::hole && !plan().hole(each.index).derived) {
            const Hole& hole = plan().hole(each.index);
            const bool of_time = is_moment(hole.codec) && tree().child(value, each.name) != json::no_node;
            const std::size_t part = of_time ? hole.parts - 1U : 0U;
            read_reason_beside(state_, hole, part, child, row);
        }
    }
    if (field == nullptr) {
        if (stand_in != nullptr && tree().child(value, stand_in->replaces) == json::no_node) {
            match_stand_in(state_, object, *stand_in, child, row);
        } else if (is_display_of_constant(object, child)) {
            state_.consumption.consume(child);
        } else if (tree()[child].is_object()) {
            match_named(object, child, row);
            match_period(object, child, row);
        }
        return;
    }
    next = static_cast<std::size_t>(field - plan().children(object).data()) + 1;
    const MatchState::Checkpoint before = state_.checkpoint();
    match(*field, child, row);
    if (stand_in != nullptr && state_.derived.size() == before.derived + 1) {
        state_.derived.back().object = &object;
    } else if (stand_in != nullptr && stand_in->kind != MatchKind::hole && state_.reads() == before.reads &&
               state_.references().size() == before.references) {
        consume_if_equal(state_, *stand_in, child);
    }
    // a complex element may hold the reason itself
    if (field->kind == MatchKind::hole && tree()[child].is_object() && !plan().hole(field->index).derived) {
        read_reason_beside(state_, plan().hole(field->index), 0, child, row);
    }
}

// The hole, or the one in a Quantity's value.
const Hole& TreeMatcher::hole_of(const MatchNode& node) const {
    if (node.kind == MatchKind::hole) {
        return plan().hole(node.index);
    }
    for (const MatchNode& field : plan().children(node)) {
        if (field.name == plan().key(EngineName::value) && field.kind == MatchKind::hole) {
            return plan().hole(field.index);
        }
    }
    return plan().hole(0);
}

// value[x] is not there, dataAbsentReason is: it may hold the reason of the item that belongs at value[x].
void TreeMatcher::match_absent(const MatchNode& object, NodeId value, NodeId reason, Row& row) {
    if (reason == json::no_node) {
        return;
    }
    for (const MatchNode& field : plan().children(object)) {
        const bool value_here = (field.flags & m_coded_value) != 0 &&
                                (field.kind == MatchKind::hole || (field.flags & m_quantity) != 0);
        if (value_here && tree().child(value, field.name) == json::no_node && !hole_of(field).derived) {
            read_reason_concept(state_, hole_of(field), reason, row);
        }
    }
}

// A CodeableConcept whose text is asked for, and that has none.
void TreeMatcher::read_display_as_text(const MatchNode& concept_node, NodeId value, Row& row) {
    const auto fields = plan().children(concept_node);
    const auto text = std::ranges::find_if(fields, [&](const MatchNode& field) {
        return field.name == plan().key(EngineName::text) && field.kind == MatchKind::hole &&
               !plan().hole(field.index).derived;
    });
    if (const NodeId words = text == fields.end() ? json::no_node : words_of_codes(state_, value);
        words != json::no_node) {
        read(plan().hole(text->index), words, row);
    }
}

// ---------------------------------------------------------------- arrays
// Offers the elements that are not claimed yet, in their order.
template <class Claims>
void TreeMatcher::claim_free(NodeId array, std::uint32_t order, const Claims& claims) {
    const auto offer = [&](NodeId element) {
        if (state_.is_free(element) && !state_.is_excluded(element) && claims(element)) {
            state_.claim(element);
        }
    };
    if ((order & (m_ranked | m_latest)) != 0) {
        std::ranges::for_each(in_order(array, order), offer);
        return;
    }
    for (const NodeId element : tree().children(array)) {
        offer(element);
    }
}

// An accepted constant claims what is as it says, so that words may have changed since. Then constant
// elements claim theirs, then the others in the example's order, accepted ones last; what repeats takes all
// that fit.
void TreeMatcher::match_array(const MatchNode& node, NodeId value, Row& row) {
    if (!tree()[value].is_array()) {
        return;
    }
    state_.free_elements(value);
    for (const MatchNode& element : plan().children(node)) {
        if ((element.flags & m_accepted) != 0 && (element.flags & m_all_constant) != 0) {
            claim_free(value, 0, [&](NodeId each) { return consume_if_equal(state_, element, each); });
        }
    }
    for (const bool constants : {true, false}) {
        for (const MatchNode& element : plan().children(node)) {
            const bool is_accepted = (element.flags & m_accepted) != 0;
            if (((element.flags & m_all_constant) != 0 && !is_accepted) == constants &&
                !(element.kind == MatchKind::hole && constants)) {
                const bool outer = std::exchange(state_.reads_accepted, state_.reads_accepted || is_accepted);
                match_part(element, value, node.flags, row);
                state_.reads_accepted = outer;
            }
        }
    }
    if ((node.flags & m_joins) != 0) {
        join_others(node, value, row);
    }
}

// What an array has more of than the example is read with it.
void TreeMatcher::join_others(const MatchNode& array, NodeId value, Row& row) {
    for (const MatchNode& element : plan().children(array)) {
        if ((element.flags & m_all_constant) != 0 || element.each != document_group ||
            (element.flags & m_many) != 0) {
            continue;
        }
        const bool outer = std::exchange(state_.joins, true);
        const bool accepted = std::exchange(state_.reads_accepted, (element.flags & m_accepted) != 0);
        claim_free(value, 0, [&](NodeId each) { return match_element(element, each, row); });
        state_.joins = outer;
        state_.reads_accepted = accepted;
    }
}

// What an element of the example finds among those of an array.
void TreeMatcher::match_part(const MatchNode& element, NodeId array, std::uint32_t order, Row& row) {
    if (element.each != document_group) {
        match_rows(element, array, order, row);
    } else if (element.kind == MatchKind::hole && plan().hole(element.index).codec == CodecId::codings) {
        match_codings(element, array, row);
    } else {
        const bool many = element.kind == MatchKind::reference && (element.flags & m_many) != 0;
        bool full = false;
        claim_free(array, order, [&](NodeId each) {
            const bool taken = !full && match_element(element, each, row);
            full = full || (taken && !many);
            return taken;
        });
    }
}

void TreeMatcher::match_codings(const MatchNode& element, NodeId array, Row& row) {
    const Hole& hole = plan().hole(element.index);
    if (hole.derived) {
        claim_free(array, 0, [&](NodeId each) {
            state_.compare_later(hole, each, row);
            return false;
        });
    } else if (!read_codings(state_, hole, array, row)) {
        claim_free(array, 0, [&](NodeId each) {
            return tree()[each].is_object() && read_reason_beside(state_, hole, 0, each, row);
        });
    }
}

// True: the element belongs to this part of the example.
bool TreeMatcher::match_element(const MatchNode& element, NodeId value, Row& row) {
    if (element.kind == MatchKind::reference) {
        return tree()[value].is_object() && match_reference(element, value, row);
    }
    if (element.kind == MatchKind::hole) {
        const Hole& hole = plan().hole(element.index);
        return (tree()[value].is_object() && read_reason_beside(state_, hole, 0, value, row)) ||
               read(hole, value, row);
    }
    if (!fits(plan(), tree(), element, value)) {
        return false;
    }
    const MatchState::Checkpoint before = state_.checkpoint();
    match(element, value, row);
    if ((element.flags & (m_all_constant | m_owner_stays)) != 0) {
        return true;
    }
    // reads something, or at least holds something derived that may belong here
    const bool stands = (element.flags & m_reads) != 0 ? state_.reads() > before.reads
                                                       : state_.references().size() > before.references ||
                                                             state_.derived.size() > before.derived;
    if (!stands) {
        state_.roll_back(before);
    }
    return stands;
}

// An element per row. If it reads something the rows are made here, else they were made elsewhere.
void TreeMatcher::match_rows(const MatchNode& element, NodeId array, std::uint32_t order, Row& row) {
    const bool makes = (element.flags & m_reads) != 0;
    Row* const parent = makes ? row_above(&row, state_.form().groups()[element.each].parent) : nullptr;
    claim_free(array, order, [&](NodeId value) {
        if (element.kind == MatchKind::object && !fits(plan(), tree(), element, value)) {
            return false;
        }
        if (!makes) {
            // derived parts of a row made elsewhere: matched by its references only; without one they are
            // copies, which are compared when the record is complete
            const MatchState::Checkpoint before = state_.checkpoint();
            match_fields(element, value, row);
            if (state_.references().size() == before.references) {
                state_.roll_back(before);
                return false;
            }
            return true;
        }
        if (parent == nullptr) {
            return false;
        }
        const MatchState::Checkpoint before = state_.checkpoint();
        Row& fresh = state_.record().add_row(*parent, element.each);
        match(element, value, fresh);
        if (state_.reads() > before.reads) {
            return true;
        }
        state_.roll_back(before);
        state_.record().remove_last_row(*parent, element.each);
        return false;
    });
}

} // namespace renkei::mapping
