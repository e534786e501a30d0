#include "gateway/forms/mapping/match/match_entries.h"

#include "gateway/forms/mapping/match/qualifier_answers.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace renkei::mapping {

bool EntryMatcher::find_composition() {
    if (!plan().head().only_resource.empty()) { // the root, which everything in it belongs to
        state_.composition = json::Tree::root;
        return !tree().empty() && tree()[json::Tree::root].is_object();
    }
    if (plan().head().is_collection != 0) {
        const bool is_document = std::ranges::any_of(
            state_.index().entries(), [](const auto& entry) { return entry.type == "Composition"; });
        return !is_document && (state_.text_at(json::Tree::root, EngineName::resource_type) == "Bundle" ||
                                is_bundle_of(plan(), tree(), {}));
    }
    for (const resources::BundleEntry& entry : state_.index().entries()) {
        if (entry.resource != json::no_node && entry.type == "Composition" &&
            fits(plan(), tree(), plan().nodes()[plan().head().composition_node], entry.resource)) {
            state_.composition = entry.resource;
            return true;
        }
    }
    return false;
}

// Rows follow the sections of the Composition, not the bundle.
void EntryMatcher::order_resources() {
    resources_.clear();
    const auto list = [&](NodeId resource) {
        if (!std::exchange(state_.resource(resource).is_listed, true)) {
            resources_.push_back(resource);
        }
    };
    const auto list_sections = [&](const auto& self, NodeId holder) -> void {
        const NodeId sections = state_.child(holder, EngineName::section);
        for (const NodeId section : tree().items(sections)) {
            for (const NodeId entry : tree().items(state_.child(section, EngineName::entry))) {
                if (const auto target = state_.index().find(state_.text_at(entry, EngineName::reference))) {
                    list(target->resource);
                }
            }
            self(self, section);
        }
    };
    list_sections(list_sections, state_.composition);
    for (std::uint32_t e = 0; e < state_.index().entries().size(); ++e) {
        if (const NodeId resource = state_.index().entries()[e].resource; resource != json::no_node) {
            list(resource);
            state_.resource(resource).bundle_entry = e;
        }
    }
}

void EntryMatcher::values_at(NodeId node, std::span<const json::NameId> steps,
                             std::vector<std::string_view>& out) const {
    if (steps.empty()) {
        if (tree()[node].is_string()) {
            out.push_back(tree().text(node));
        }
        return;
    }
    if (steps[0] != json::no_name) {
        if (const NodeId at = tree()[node].is_object() ? tree().child(node, steps[0]) : json::no_node;
            at != json::no_node) {
            values_at(at, steps.subspan(1), out);
        }
        return;
    }
    if (tree()[node].is_array()) {
        for (const NodeId element : tree().children(node)) {
            values_at(element, steps.subspan(1), out);
        }
    }
}

// For every entry the resources that its discriminating constant points to, in section order.
void EntryMatcher::find_candidates() {
    candidates_.resize(plan().entries().size());
    for (auto& each : candidates_) {
        each.clear();
    }
    const auto type_of = [this](const Probe& probe) { return plan().text(probe.type); };
    std::string_view type; // of the resource before: many of one type stand together
    std::span<const Probe> probes;
    for (const NodeId resource : resources_) {
        if (const std::string_view next = state_.text_at(resource, EngineName::resource_type); next != type) {
            type = next;
            probes = std::ranges::equal_range(plan().probes(), type, {}, type_of);
        }
        for (const Probe& probe : probes) {
            values_.clear();
            if (probe.steps == 0) {
                values_.emplace_back();
            } else {
                values_at(resource, plan().steps(probe), values_);
            }
            for (const std::string_view value : values_) {
                add_candidate(static_cast<std::uint32_t>(&probe - plan().probes().data()), value, resource);
            }
        }
    }
}

void EntryMatcher::add_candidate(std::uint32_t probe, std::string_view value, NodeId resource) {
    const auto all = plan().candidates();
    const auto less = [&](const Candidate& c, const std::pair<std::uint32_t, std::string_view>& key) {
        return c.probe != key.first ? c.probe < key.first : plan().text(c.value) < key.second;
    };
    for (auto at = std::lower_bound(all.begin(), all.end(), std::pair(probe, value), less);
         at != all.end() && at->probe == probe && plan().text(at->value) == value; ++at) {
        std::vector<NodeId>& list = candidates_[at->entry];
        if (list.empty() || list.back() != resource) {
            list.push_back(resource);
        }
    }
}

bool EntryMatcher::may_be(EntryId entry, NodeId resource) {
    return state_.matched_by(resource) == nullptr && resource != state_.composition &&
           !state_.is_excluded(resource) && fits_.fits(entry, resource) &&
           std::ranges::none_of(plan().rivals(plan().entries()[entry]),
                                [&](EntryId rival) { return fits_.fits(rival, resource); });
}

// False if nothing was read; then the match is rolled back.
bool EntryMatcher::match_resource(EntryId entry, NodeId resource, Row& row, bool always) {
    const MatchState::Checkpoint before = state_.checkpoint();
    state_.current_bundle_entry = state_.bundle_entry_of(resource);
    state_.reads_accepted = plan().entries()[entry].accepted != 0;
    tree_matcher_.match_fields(plan().nodes()[plan().entries()[entry].node], resource, row);
    state_.reads_accepted = false;
    if (state_.reads() == before.reads && plan().entries()[entry].reads_items != 0 && !always) {
        state_.roll_back(before);
        return false;
    }
    state_.resource(resource).matched = {entry, &row};
    return true;
}

// True once for each entry and resource, however many references or rows name the resource.
bool EntryMatcher::is_first_try(EntryId entry, NodeId resource) {
    return std::exchange(state_.resource(resource).tried_for, entry) != entry;
}

void EntryMatcher::match_all() {
    fits_.begin();
    order_resources();
    find_candidates();
    const bool is_bundle = state_.text_at(json::Tree::root, EngineName::resource_type) == "Bundle";
    if (plan().head().has_bundle != 0 && is_bundle) {
        tree_matcher_.match_fields(plan().nodes()[plan().head().bundle_node], json::Tree::root,
                                   state_.record().root());
    }
    state_.current_bundle_entry = state_.bundle_entry_of(state_.composition);
    if (state_.composition != json::no_node) {
        tree_matcher_.match_fields(plan().nodes()[plan().head().composition_node], state_.composition,
                                   state_.record().root());
    }
    for (const EntryId entry : plan().match_order()) {
        match_entry(entry);
    }
    if (plan().head().is_collection != 0) { // one that is contained is known by the rows that refer to it
        match_entry(plan().person());
    }
}

void EntryMatcher::match_entry(EntryId entry) {
    const EntryPlan& entry_plan = plan().entries()[entry];
    if (entry_plan.derived != 0) {
        return; // derived: compared when the record is complete
    }
    if (entry_plan.each == document_group) {
        match_once(entry);
    } else if (entry_plan.owner != 0) {
        match_owned_rows(entry);
    } else {
        match_given_rows(entry);
    }
}

// A resource that a reference names comes first, else the first one that fits. Of several named ones, those
// with strong references come first, then the order of the references in the example decides.
void EntryMatcher::match_once(EntryId entry) {
    const auto rank = [](const Role& role) {
        return std::pair((role.by->flags & m_strong) == 0, role.by->place);
    };
    ranked_.assign(state_.roles(entry).begin(), state_.roles(entry).end()); // they may grow while matching
    std::ranges::stable_sort(ranked_, {}, rank);
    bool is_matched = false;
    for (std::size_t i = 0; i < ranked_.size(); ++i) {
        const bool is_joined = (ranked_[i].by->flags & m_joins) != 0;
        const NodeId resource = ranked_[i].resource;
        if ((is_matched && !is_joined) || !is_first_try(entry, resource) || !may_be(entry, resource)) {
            continue;
        }
        state_.joins = is_matched;
        is_matched |= match_resource(entry, resource, state_.record().root(), false);
        state_.joins = false;
        if (is_matched && !is_joined) {
            return;
        }
    }
    if (is_matched || plan().entries()[entry].by_reference_only != 0) {
        return;
    }
    order_by_time(candidates_[entry]);
    for (const NodeId resource : candidates_[entry]) {
        if (may_be(entry, resource) && match_resource(entry, resource, state_.record().root(), false)) {
            return;
        }
    }
}

std::span<const json::NameId> EntryMatcher::times_of(std::string_view type) const {
    const auto types = plan().types();
    const auto found = std::ranges::find_if(types, [&](const FhirType& each) {
        return !each.resource.empty() && plan().text(each.resource) == type;
    });
    return found == types.end() ? std::span<const json::NameId>() : plan().times(*found);
}

std::string_view EntryMatcher::time_of(NodeId resource) const {
    for (const json::NameId name : times_of(state_.text_at(resource, EngineName::resource_type))) {
        const NodeId found = tree().child(resource, name);
        const bool is_period = found != json::no_node && tree()[found].is_object();
        if (const NodeId at = is_period ? state_.child(found, EngineName::start) : found;
            at != json::no_node) {
            return state_.string(at);
        }
    }
    return {};
}

// Of several resources for one item, the newest one that is not later than the document comes first.
void EntryMatcher::order_by_time(std::vector<NodeId>& resources) const {
    if (resources.size() < 2) {
        return;
    }
    const std::string_view day = state_.day();
    struct Timed {
        NodeId resource;
        std::string_view time;
        bool is_later;
    };
    std::vector<Timed> all;
    for (const NodeId resource : resources) {
        const std::string_view time = time_of(resource);
        all.push_back({resource, time, !day.empty() && is_earlier_day(day, time)});
    }
    std::ranges::stable_sort(all, [](const Timed& a, const Timed& b) {
        return a.is_later != b.is_later ? b.is_later : a.time > b.time;
    });
    std::ranges::transform(all, resources.begin(), &Timed::resource);
}

std::vector<EntryMatcher::Older> EntryMatcher::older() const {
    std::vector<Older> out;
    for (const EntryId e : plan().entries().ids()) {
        const EntryPlan& entry = plan().entries()[e];
        const std::vector<NodeId>& all = candidates_[e];
        if (entry.each != document_group || all.size() < 2 || times_of(plan().text(entry.type)).empty()) {
            continue;
        }
        const auto taken = std::ranges::find_if(all, [&](NodeId each) {
            const MatchedBy* const matched = state_.matched_by(each);
            return matched != nullptr && matched->entry == e;
        });
        for (const NodeId each : all) {
            if (taken != all.end() && state_.matched_by(each) == nullptr && !state_.is_excluded(each) &&
                fits(plan(), tree(), plan().nodes()[entry.node], each)) {
                out.push_back({each, *taken});
            }
        }
    }
    return out;
}

// The rows exist: an array element or the owner made them.
void EntryMatcher::match_given_rows(EntryId entry) {
    const EntryPlan& entry_plan = plan().entries()[entry];
    std::unordered_set<const Row*> done;
    const auto take_for = [&](NodeId resource, Row* from) {
        Row* row = row_above(from, entry_plan.each);
        if (row != nullptr && !done.contains(row) && is_first_try(entry, resource) &&
            may_be(entry, resource) && match_resource(entry, resource, *row, false)) {
            done.insert(row);
        }
    };
    for (std::size_t i = 0; i < state_.roles(entry).size(); ++i) {
        const Role role = state_.roles(entry)[i];
        take_for(role.resource, role.row);
    }
    if (entry_plan.anchor_entry != none) {
        for (const NodeId resource : candidates_[entry]) {
            if (state_.matched_by(resource) == nullptr) {
                take_for(resource, anchor_row(entry, resource));
            }
        }
    }
}

// Every match is a new row.
void EntryMatcher::match_owned_rows(EntryId entry) {
    const EntryPlan& entry_plan = plan().entries()[entry];
    const GroupId parent_group = state_.form().groups()[entry_plan.each].parent;
    std::vector<NodeId> listed;
    if (entry_plan.by_reference_only != 0) {
        for (const Role& role : state_.roles(entry)) {
            if (role.is_sure) { // who did one act of many is not therefore an author of the document
                listed.push_back(role.resource);
            }
        }
    } else {
        listed = candidates_[entry];
    }
    for (const NodeId resource : listed) {
        if (!may_be(entry, resource)) {
            continue;
        }
        Row* parent = parent_group == document_group ? &state_.record().root()
                                                     : row_above(anchor_row(entry, resource), parent_group);
        if (parent != nullptr) {
            match_resource(entry, resource, state_.record().add_row(*parent, entry_plan.each), true);
        }
    }
}

// The row of the instance that the entry's anchor refers to; null if the reference is not there or leads
// elsewhere.
record::Row* EntryMatcher::anchor_row(EntryId entry, NodeId resource) const {
    const EntryPlan& entry_plan = plan().entries()[entry];
    return entry_plan.anchor_entry == none ? nullptr
                                           : anchor_row(entry_plan, resource, plan().anchor(entry_plan),
                                                        state_.bundle_entry_of(resource));
}

record::Row* EntryMatcher::anchor_row(const EntryPlan& entry, NodeId node,
                                      std::span<const json::NameId> steps, std::uint32_t from) const {
    if (steps.empty()) {
        const auto target = state_.index().find(state_.text_at(node, EngineName::reference), from);
        const MatchedBy* taken = target ? state_.matched_by(target->resource) : nullptr;
        return taken != nullptr && taken->entry == entry.anchor_entry ? taken->row : nullptr;
    }
    if (steps[0] != json::no_name) {
        const NodeId at = tree()[node].is_object() ? tree().child(node, steps[0]) : json::no_node;
        return at == json::no_node ? nullptr : anchor_row(entry, at, steps.subspan(1), from);
    }
    if (!tree()[node].is_array()) {
        return nullptr;
    }
    for (const NodeId element : tree().children(node)) {
        if (Row* row = anchor_row(entry, element, steps.subspan(1), from)) {
            return row;
        }
    }
    return nullptr;
}

} // namespace renkei::mapping
