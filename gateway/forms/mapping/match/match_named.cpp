// The half of TreeMatcher for references that say what they mean without leading to an entry's resource: by
// their own words, or by the name of another resource (names.tsv).
#include "gateway/forms/mapping/match/match_tree.h"
#include "gateway/forms/mapping/plan/qualifiers.h"
#include "generated/messages/conversion.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <utility>

namespace renkei::mapping {

using json::NodeId;

// The words of a reference whose resource is not in the document stand for the name of the resource.
void TreeMatcher::match_display(const MatchNode& node, NodeId reference, Row& row) {
    const NodeId words = state_.child(reference, EngineName::display);
    const EntryPlan& entry = plan().entries()[EntryId(node.index)];
    if (words == json::no_node || state_.find(state_.text_at(reference, EngineName::reference))) {
        return;
    }
    const json::NameId name = plan().names().find(name_of(plan().text(entry.type)));
    for (const MatchNode& field : plan().children(plan().nodes()[entry.node])) {
        if (name != json::no_name && field.name == name) {
            read_words(field, words, row);
        }
    }
}

// R4's value[x] of CodeableConcept or Reference: the example has a concept, the resource a reference.
void TreeMatcher::match_named(const MatchNode& object, NodeId reference, Row& row) {
    constexpr std::string_view by_reference = "Reference";
    constexpr std::string_view by_concept = "CodeableConcept";
    const std::string_view key = tree().key(reference);
    if (!key.ends_with(by_reference)) {
        return;
    }
    const std::string_view choice = key.substr(0, key.size() - by_reference.size());
    const auto fields = plan().children(object);
    const auto field = std::ranges::find_if(fields, [&](const MatchNode& each) {
        const std::string_view name =
            each.name == json::no_name ? std::string_view() : plan().names().name(each.name);
        return each.choice == choice.size() && name.starts_with(choice) && name.ends_with(by_concept) &&
               (each.flags & m_stand_in) == 0;
    });
    if (field == fields.end()) {
        return;
    }
    const NodeId leaf = state_.child(reference, EngineName::reference);
    const auto target = state_.find(state_.text_at(reference, EngineName::reference));
    if (!target) {
        if (const NodeId words = state_.child(reference, EngineName::display); words != json::no_node) {
            read_words(*field, words, row);
        }
        return;
    }
    const NodeId type = state_.child(target->resource, EngineName::resource_type);
    const std::string_view name = name_of(state_.text_at(target->resource, EngineName::resource_type));
    const NodeId named = name.empty() ? json::no_node : tree().child(target->resource, name);
    if (named != json::no_node && !state_.is_excluded(target->resource)) {
        const MatchState::Checkpoint before = state_.checkpoint();
        match(*field, named, row);
        if (state_.reads() > before.reads) {
            state_.consumption.consume(leaf);
            state_.consumption.consume(type);
        }
    }
}

// Words for a text, or for the text of a concept.
void TreeMatcher::read_words(const MatchNode& named, NodeId words, Row& row) {
    if (named.kind == MatchKind::hole) {
        if (!plan().hole(named.index).derived) {
            read(plan().hole(named.index), words, row);
        }
        return;
    }
    for (const MatchNode& field : plan().children(named)) {
        if (field.name == plan().key(EngineName::text) && field.kind == MatchKind::hole) {
            read_words(field, words, row);
        }
    }
}

// R4's value[x] of dateTime or Period: the example has a day, the resource a period, which began that day.
void TreeMatcher::match_period(const MatchNode& object, NodeId period, Row& row) {
    constexpr std::string_view by_period = "Period";
    const std::string_view key = tree().key(period);
    const NodeId start = state_.child(period, EngineName::start);
    if (!key.ends_with(by_period) || start == json::no_node) {
        return;
    }
    const std::string_view choice = key.substr(0, key.size() - by_period.size());
    for (const MatchNode& field : plan().children(object)) {
        const std::string_view name =
            field.name == json::no_name ? std::string_view() : plan().names().name(field.name);
        if (field.kind != MatchKind::hole || field.choice != choice.size() || !name.starts_with(choice) ||
            name.substr(choice.size()) != "DateTime" || plan().hole(field.index).derived) {
            continue;
        }
        const NodeId end = state_.child(period, EngineName::end);
        if (read(plan().hole(field.index), start, row) && end != json::no_node) {
            state_.consumption.mark_loss(end, diag::message::loss_conflict, state_.string(start));
        }
    }
}

// ---------------------------------------------------------------- of many one
// As their sender prefers them (ContactPoint.rank): what has no rank comes last.
std::vector<NodeId> TreeMatcher::by_rank(NodeId array) const {
    const auto rank = [&](NodeId element) {
        std::uint32_t out = std::numeric_limits<std::uint32_t>::max();
        const NodeId given =
            tree()[element].is_object() ? state_.child(element, EngineName::rank) : json::no_node;
        if (given != json::no_node && tree()[given].is_number()) {
            const std::string_view text = tree().text(given);
            std::from_chars(text.data(), text.data() + text.size(), out);
        }
        return out;
    };
    const auto all = tree().children(array);
    std::vector<NodeId> out(all.begin(), all.end());
    std::ranges::stable_sort(out, {}, rank);
    return out;
}

// By the day on which they began, the last one first; without days as they stand, the last one first.
std::vector<NodeId> TreeMatcher::latest_first(NodeId array) const {
    const auto began = [&](NodeId element) {
        const NodeId period = tree()[element].is_object()
                                  ? tree().child(element, plan().names().find("period"))
                                  : json::no_node;
        return state_.text_at(period, EngineName::start);
    };
    const auto all = tree().children(array);
    std::vector<NodeId> out(all.begin(), all.end());
    std::ranges::reverse(out);
    std::ranges::stable_sort(out, std::ranges::greater(), began);
    return out;
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

} // namespace renkei::mapping
