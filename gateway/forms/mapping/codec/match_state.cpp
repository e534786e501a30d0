#include "gateway/forms/mapping/codec/match_state.h"

#include "gateway/forms/record/value/item_limits.h"
#include "generated/messages/conversion.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>

namespace renkei::mapping {

namespace {

// Between sentences a line break, where the item may have one; between names a comma.
bool is_sentence(std::string_view text) {
    return text.find('\n') != std::string_view::npos || text.find("。") != std::string_view::npos;
}

} // namespace

void MatchState::begin(const json::Tree& tree, record::Record& record) {
    tree_ = &tree;
    record_ = &record;
    excluded_.clear();
    amendments_.clear();
    index_.build(tree, plan_->head().is_collection != 0);
    composition = json::no_node;
    restart();
}

void MatchState::restart() {
    record_->clear(*form_);
    consumption.begin(*tree_);
    claimed_.resize(tree_->size());
    derived.clear();
    other_units.clear();
    lacking.clear();
    values_.clear();
    counts_.clear();
    by_node_.clear();
    referring_.clear();
    reads_accepted = false;
    joins = false;
    joined_.clear();
    references_.clear();
    reads_ = 0;
    resources_.begin(tree_->size());
    roles_.resize(plan_->entries().size());
    for (auto& roles : roles_) {
        roles.clear();
    }
    current_bundle_entry = resources::no_entry;
}

void MatchState::exclude(NodeId object) {
    excluded_.resize(tree_->size(), 0);
    excluded_[object] = 1;
}

void MatchState::roll_back(const Checkpoint& point) {
    consumption.roll_back(point.consumption);
    derived.resize(point.derived);
    other_units.resize(point.other_units);
    lacking.resize(point.lacking);
    while (references_.size() > point.references) {
        roles_[references_.back().entry].pop_back();
        references_.pop_back();
    }
    while (values_.size() > point.values) {
        values_.pop_back();
    }
    reads_ = point.reads;
}

void ValueCounts::clear() {
    counts_.clear();
    size_ = 0;
}

void ValueCounts::extend(const std::vector<ReadValue>& values, std::size_t size) {
    if (size < size_) {
        clear();
    }
    for (; size_ < size; ++size_) {
        const ReadValue& value = values[size_];
        counts_[{value.row, value.item}] += value.is_replaced ? 0 : 1;
    }
}

std::size_t ValueCounts::of(const ReadValue& value) const {
    const auto found = counts_.find({value.row, value.item});
    return found == counts_.end() ? 0 : found->second;
}

void ValueCounts::leave(const ReadValue& value, std::size_t at) {
    if (at < size_) {
        --counts_[{value.row, value.item}];
    }
}

// If the item's home and an accepted shape contradict, the value of the home is kept, whichever came first.
bool MatchState::displace_accepted(const Row& row, ItemId item, std::string_view by) {
    bool displaced = false;
    for (std::size_t at = 0; at < values_.size(); ++at) {
        ReadValue& each = values_[at];
        if (!reads_accepted && each.from_accepted && each.row == &row && each.item == item) {
            each.from_accepted = false;
            each.is_replaced = true;
            counts_.leave(each, at);
            consumption.release_all(each.node);
            consumption.mark_loss(each.node, message::loss_conflict, by);
            displaced = true;
        }
    }
    return displaced;
}

std::span<const std::uint32_t> MatchState::read_below(NodeId object) {
    const auto node_of = [&](std::uint32_t at) { return values_[at].node; };
    if (by_node_.size() != values_.size()) {
        by_node_.resize(values_.size());
        std::iota(by_node_.begin(), by_node_.end(), 0U);
        std::ranges::stable_sort(by_node_, {}, node_of);
    }
    const auto first = std::ranges::lower_bound(by_node_, object, {}, node_of);
    const auto last = std::ranges::lower_bound(first, by_node_.end(), tree_->after(object), {}, node_of);
    return {first, last};
}

std::vector<const ReadValue*> MatchState::values_below(NodeId object) {
    std::vector<const ReadValue*> out;
    for (const std::uint32_t at : read_below(object)) {
        if (!values_[at].is_replaced) {
            out.push_back(&values_[at]);
        }
    }
    return out;
}

bool MatchState::has_values_below(NodeId object) {
    return std::ranges::any_of(read_below(object),
                               [&](std::uint32_t at) { return !values_[at].is_replaced; });
}

void MatchState::take_back(NodeId object) {
    counts_.extend(values_, values_.size());
    for (const std::uint32_t at : read_below(object)) {
        ReadValue& each = values_[at];
        consumption.release_all(each.node);
        if (!each.is_replaced) {
            each.is_replaced = true;
            counts_.leave(each, at);
        }
        if (counts_.of(each) == 0) {
            record_->unset(*each.row, item(each.item));
        }
    }
}

bool MatchState::refers_below(NodeId object) {
    if (referring_.size() != references_.size()) {
        referring_.clear();
        std::ranges::transform(references_, std::back_inserter(referring_), &ConsumedReference::leaf);
        std::ranges::sort(referring_);
    }
    const auto first = std::ranges::lower_bound(referring_, object);
    return first != referring_.end() && *first < tree_->after(object);
}

bool MatchState::put(ItemId index, std::string_view text, NodeId node, Row& row) {
    const form::Item& target = item(index);
    Row* const place = row_above(&row, target.group);
    if (text.empty() || place == nullptr) {
        return true;
    }
    const auto amended = amendments_.find(node);
    if (amended != amendments_.end()) {
        text = record_->arena().keep(amended->second.text);
    }
    const record::ItemValue& old = place->values[target.slot];
    if (joins && old.absent == nullptr && !old.empty() && target.type == form::ItemType::text) {
        joined_[{place, index}].push_back({record_->arena().keep(text), node});
        ++reads_;
        values_.push_back({place, index, node, reads_accepted});
        return true;
    }
    if (!old.empty() && (old.absent != nullptr || old.text() != text) &&
        !displace_accepted(*place, index, text)) {
        consumption.mark_loss(node, message::loss_conflict,
                              old.absent != nullptr ? old.absent->reason : old.text());
        return false;
    }
    if (amended != amendments_.end()) {
        for (const Consumption::Note& note : amended->second.notes) {
            consumption.consume_all(note.node);
            consumption.note(note.kind, note.node, note.from, note.to, index);
        }
        std::ranges::for_each(amended->second.parts, [&](NodeId part) { consumption.consume_all(part); });
    }
    record_->set(*place, target, text, (*tree_)[node].begin);
    ++reads_;
    values_.push_back({place, index, node, reads_accepted});
    return true;
}

// All texts of an item as far as it holds them, else the first one and the number of the others.
void MatchState::settle_joined() {
    for (auto& [home, further] : joined_) {
        const auto& [row, index] = home;
        const form::Item& target = item(index);
        const std::string first(row->values[target.slot].text());
        std::set<std::string_view> said{first};
        std::erase_if(further, [&](const Joined& each) { return !said.insert(each.text).second; });
        const auto joined_by = [&](std::string_view between) {
            std::string out = first;
            for (const Joined& each : further) {
                out.append(between).append(each.text);
            }
            return out;
        };
        const bool are_sentences =
            is_sentence(first) || std::ranges::any_of(further, is_sentence, &Joined::text);
        std::string text = joined_by(are_sentences ? "\n" : "、");
        if (are_sentences && !record::may_hold(*form_, target, text)) {
            text = joined_by(" ");
        }
        const bool fits = record::may_hold(*form_, target, text);
        if (!fits) {
            text = fmt::format("{}（ほか{}件）", first, further.size());
            text = record::may_hold(*form_, target, text) ? text : first;
        }
        record_->set(*row, target, record_->arena().keep(text), row->values[target.slot].offset);
        for (const Joined& each : further) {
            if (fits) {
                consumption.note(message::loss_in_words, each.node, std::string(tree_->key(each.node)),
                                 std::string(each.text), index);
            } else {
                consumption.release(each.node);
                consumption.mark_loss(each.node, message::loss_conflict, row->values[target.slot].text());
            }
        }
    }
    joined_.clear();
}

bool MatchState::put_and_consume(ItemId index, std::string_view text, NodeId node, Row& row) {
    if (!put(index, text, node, row)) {
        return false;
    }
    consumption.consume(node);
    return true;
}

bool MatchState::put_absent(ItemId index, const record::Absent& absent, NodeId node, Row& row) {
    const form::Item& target = item(index);
    Row* const place = row_above(&row, target.group);
    if (place == nullptr ||
        (!place->values[target.slot].empty() && !displace_accepted(*place, index, absent.reason))) {
        consumption.mark_loss(node, message::loss_conflict,
                              place == nullptr ? std::string_view() : place->values[target.slot].text());
        return false;
    }
    record_->set_absent(*place, target, absent, (*tree_)[node].begin);
    ++reads_;
    values_.push_back({place, index, node, reads_accepted});
    return true;
}

void MatchState::compare_later(const Hole& hole, NodeId node, Row& row) {
    derived.push_back(
        {static_cast<std::uint32_t>(&hole - plan_->holes().data()), node, &row, nullptr, json::no_node});
}

void MatchState::consume_reference(const MatchNode& node, NodeId leaf, NodeId target, Row& row) {
    const auto entry = EntryId(node.index);
    consumption.consume(leaf);
    references_.push_back({leaf, entry, target});
    const bool is_strong = (node.flags & m_strong) != 0;
    const bool is_of_composition =
        composition != json::no_node && current_bundle_entry == bundle_entry_of(composition);
    roles_[entry].push_back(
        {(node.flags & m_many) != 0 ? nullptr : &row, target, &node, is_strong || is_of_composition});
    reads_ += is_strong ? 1 : 0;
}

const MatchedBy* MatchState::matched_by(NodeId resource) const {
    const KnownResource* const known = resources_.find(resource);
    return known == nullptr || known->matched.row == nullptr ? nullptr : &known->matched;
}

std::string_view MatchState::day() const {
    return plan_->head().is_collection != 0 ? text_at(json::Tree::root, EngineName::timestamp)
                                            : text_at(composition, EngineName::date);
}

json::NodeId MatchState::resource_of(NodeId node) const {
    while (node != json::Tree::root && known_resource(node) == nullptr) {
        node = tree_->parent(node);
    }
    return node;
}

void MatchState::free_elements(NodeId array) {
    for (const NodeId element : tree_->children(array)) {
        claimed_[element] = 0;
    }
}

} // namespace renkei::mapping
