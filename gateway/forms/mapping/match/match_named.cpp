// The half of TreeMatcher for references: those that lead to an entry's resource, and those that say what
// they mean without it, by their own words, or by the name of another resource (words.tsv).
#include "gateway/core/json/place.h"
#include "gateway/forms/mapping/match/match_tree.h"
#include "gateway/forms/mapping/plan/code_words.h"
#include "generated/messages/conversion.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace renkei::mapping {

bool TreeMatcher::match_reference(const MatchNode& node, NodeId value, Row& row) {
    const NodeId leaf = state_.child(value, EngineName::reference);
    if (leaf == json::no_node || !tree()[leaf].is_string()) {
        return false;
    }
    const auto target = state_.find(tree().text(leaf));
    if (!target || !fits_.fits(EntryId(node.index), target->resource)) {
        return false;
    }
    if (target->contained) {
        state_.resource(target->resource).bundle_entry = target->entry;
    }
    if (target->ambiguous) {
        state_.consumption.note(message::loss_assumed_slice, leaf, std::string(tree().text(leaf)),
                                json::pointer(tree(), target->resource), form::none);
    }
    state_.consume_reference(node, leaf, target->resource, row);
    return true;
}

// The words of a reference whose resource is not in the document stand for the name of the resource.
void TreeMatcher::match_display(const MatchNode& node, NodeId reference, Row& row) {
    const EntryPlan& entry = plan().entries()[EntryId(node.index)];
    const json::NameId name = plan().names().find(naming_element(plan().text(entry.type)));
    if (name == json::no_name || state_.find(state_.text_at(reference, EngineName::reference))) {
        return;
    }
    for (const MatchNode& field : plan().children(plan().nodes()[entry.node])) {
        if (field.name == name) {
            read_words(field, state_.child(reference, EngineName::display), row);
        }
    }
}

// A resource by itself may name its person by a number alone.
void TreeMatcher::match_identifier(const MatchNode& node, NodeId reference, Row& row) {
    const NodeId identifier = state_.child(reference, EngineName::identifier);
    const auto entry = EntryId(node.index);
    if (plan().head().is_collection == 0 || entry != plan().person() || identifier == json::no_node) {
        return;
    }
    for (const MatchNode& field : plan().children(plan().nodes()[plan().entries()[entry].node])) {
        for (const MatchNode& each : plan().children(field)) {
            if (field.name == plan().key(EngineName::identifier)) {
                match_element(each, identifier, row);
            }
        }
    }
}

// R4's value[x]: the example has another type than the resource does; null: it has neither.
const MatchNode* TreeMatcher::other_choice(const MatchNode& object, NodeId child, std::string_view theirs,
                                           std::string_view ours) const {
    const std::string_view key = tree().key(child);
    if (!key.ends_with(theirs)) {
        return nullptr;
    }
    const std::size_t choice = key.size() - theirs.size();
    const json::NameId name = plan().names().find(std::string(key.substr(0, choice)).append(ours));
    const auto fields = plan().children(object);
    const auto field = std::ranges::find_if(fields, [&](const MatchNode& each) {
        return each.choice == choice && each.name == name && (each.flags & m_stand_in) == 0;
    });
    return name == json::no_name || field == fields.end() ? nullptr : &*field;
}

// The example has a concept, the resource a reference.
void TreeMatcher::match_named(const MatchNode& object, NodeId reference, Row& row) {
    const MatchNode* const field = other_choice(object, reference, "Reference", "CodeableConcept");
    if (field == nullptr) {
        return;
    }
    const auto target = state_.find(state_.text_at(reference, EngineName::reference));
    if (!target) {
        read_words(*field, state_.child(reference, EngineName::display), row);
        return;
    }
    const NodeId named = state_.child(
        target->resource, naming_element(state_.text_at(target->resource, EngineName::resource_type)));
    if (named != json::no_node && !state_.is_excluded(target->resource)) {
        const MatchState::Checkpoint before = state_.checkpoint();
        match(*field, named, row);
        if (state_.reads() > before.reads) {
            state_.consumption.consume(state_.child(reference, EngineName::reference));
            state_.consumption.consume(state_.child(target->resource, EngineName::resource_type));
        }
    }
}

// Words for a text, or for the text of a concept.
void TreeMatcher::read_words(const MatchNode& named, NodeId words, Row& row) {
    if (words != json::no_node && named.kind == MatchKind::hole && !plan().hole(named.index).derived) {
        read(plan().hole(named.index), words, row);
    }
    if (named.kind == MatchKind::hole) {
        return;
    }
    for (const MatchNode& field : plan().children(named)) {
        if (field.name == plan().key(EngineName::text) && field.kind == MatchKind::hole) {
            read_words(field, words, row);
        }
    }
}

// The example has a day, the resource a period, which began that day.
void TreeMatcher::match_period(const MatchNode& object, NodeId period, Row& row) {
    const MatchNode* const field = other_choice(object, period, "Period", "DateTime");
    const NodeId start = state_.child(period, EngineName::start);
    const NodeId end = state_.child(period, EngineName::end);
    if (field != nullptr && field->kind == MatchKind::hole && !plan().hole(field->index).derived &&
        start != json::no_node && read(plan().hole(field->index), start, row) && end != json::no_node) {
        state_.consumption.mark_loss(end, diag::message::loss_conflict, state_.string(start));
    }
}

// ---------------------------------------------------------------- of many one
// As their sender prefers them (ContactPoint.rank; what has no rank comes last), or by the day on which they
// began, the last one first; without days as they stand, the last one first.
std::vector<NodeId> TreeMatcher::in_order(NodeId array, std::uint32_t order) const {
    const auto all = tree().children(array);
    std::vector<NodeId> out(all.begin(), all.end());
    const auto rank = [&](NodeId element) {
        const NodeId given = state_.child(element, EngineName::rank);
        const std::string_view text = given == json::no_node ? std::string_view() : tree().raw(given);
        std::uint32_t number = std::numeric_limits<std::uint32_t>::max();
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    };
    const auto began = [&](NodeId element) {
        return state_.text_at(state_.child(element, "period"), EngineName::start);
    };
    if ((order & m_ranked) != 0) {
        std::ranges::stable_sort(out, {}, rank);
    } else {
        std::ranges::reverse(out);
        std::ranges::stable_sort(out, std::ranges::greater(), began);
    }
    return out;
}

} // namespace renkei::mapping
