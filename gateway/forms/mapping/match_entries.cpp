// Whose resource is it, and which row does it belong to?
#include "gateway/forms/mapping/match_work.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace renkei::mapping {
namespace {

using json::NodeId;

} // namespace

bool MatchWork::find_composition(NodeId& composition) {
    for (const resources::BundleEntry& entry : index_.entries()) {
        if (entry.resource != json::no_node && entry.type == "Composition" &&
            fits(*plan_, *tree_, plan_->nodes()[plan_->head().composition_node], entry.resource)) {
            composition = entry.resource;
            return true;
        }
    }
    return false;
}

// Rows follow the sections of the Composition, not the bundle.
void MatchWork::order_resources(NodeId composition) {
    resources_.clear();
    const auto list = [&](NodeId resource) {
        if (!std::exchange(known_.at(resource).is_listed, true)) {
            resources_.push_back(resource);
        }
    };
    if (const NodeId sections = child(composition, EngineName::section); sections != json::no_node) {
        for (const NodeId section : tree_->children(sections)) {
            const NodeId entries = child(section, EngineName::entry);
            for (NodeId at = entries == json::no_node ? json::no_node : tree_->first_child(entries);
                 at != json::no_node; at = tree_->next(at)) {
                if (const auto target = index_.find(text_at(at, EngineName::reference))) {
                    list(target->resource);
                }
            }
        }
    }
    for (std::uint32_t e = 0; e < index_.entries().size(); ++e) {
        if (const NodeId resource = index_.entries()[e].resource; resource != json::no_node) {
            list(resource);
            known_.at(resource).bundle_entry = e;
        }
    }
}

void MatchWork::values_at(NodeId node, std::span<const json::NameId> steps,
                          std::vector<std::string_view>& out) const {
    if (steps.empty()) {
        if ((*tree_)[node].is_string()) {
            out.push_back(tree_->text(node));
        }
        return;
    }
    if (steps[0] != json::no_name) {
        if (const NodeId at = (*tree_)[node].is_object() ? tree_->child(node, steps[0]) : json::no_node;
            at != json::no_node) {
            values_at(at, steps.subspan(1), out);
        }
        return;
    }
    if ((*tree_)[node].is_array()) {
        for (const NodeId element : tree_->children(node)) {
            values_at(element, steps.subspan(1), out);
        }
    }
}

// For every entry the resources that its discriminating constant points to, in section order.
void MatchWork::find_candidates() {
    candidates_.resize(plan_->entries().size());
    for (auto& each : candidates_) {
        each.clear();
    }
    const auto type_of = [this](const Probe& probe) { return plan_->text(probe.type); };
    std::string_view type; // of the resource before: many of one type stand together
    std::span<const Probe> probes;
    for (const NodeId resource : resources_) {
        if (const std::string_view next = text_at(resource, EngineName::resource_type); next != type) {
            type = next;
            probes = std::ranges::equal_range(plan_->probes(), type, {}, type_of);
        }
        for (const Probe& probe : probes) {
            values_.clear();
            if (probe.steps == 0) {
                values_.emplace_back();
            } else {
                values_at(resource, plan_->steps(probe), values_);
            }
            for (const std::string_view value : values_) {
                add_candidate(static_cast<std::uint32_t>(&probe - plan_->probes().data()), value, resource);
            }
        }
    }
}

void MatchWork::add_candidate(std::uint32_t probe, std::string_view value, NodeId resource) {
    const auto all = plan_->candidates();
    const auto less = [&](const Candidate& c, const std::pair<std::uint32_t, std::string_view>& key) {
        return c.probe != key.first ? c.probe < key.first : plan_->text(c.value) < key.second;
    };
    for (auto at = std::lower_bound(all.begin(), all.end(), std::pair(probe, value), less);
         at != all.end() && at->probe == probe && plan_->text(at->value) == value; ++at) {
        std::vector<NodeId>& list = candidates_[at->entry];
        if (list.empty() || list.back() != resource) {
            list.push_back(resource);
        }
    }
}

const MatchWork::MatchedBy* MatchWork::matched_by(NodeId resource) const {
    const Resource* const known = known_.find(resource);
    return known == nullptr || known->taken.row == nullptr ? nullptr : &known->taken;
}

bool MatchWork::is_in_record(const Row& row) const {
    const auto rows = fill_.rows(row.group);
    return row.number < rows.size() && rows[row.number] == &row;
}

// A resource whose row said nothing was not taken after all.
void MatchWork::forget_pruned() {
    for (auto& [resource, known] : known_.all()) {
        if (known.taken.row != nullptr && !is_in_record(*known.taken.row)) {
            known.taken = {};
            std::fill(consumed_.begin() + resource, consumed_.begin() + tree_->after(resource),
                      std::uint8_t{0});
        }
    }
}

bool MatchWork::fits_entry(std::uint16_t entry, NodeId resource) {
    Fit& last = fits_[entry];
    if (last.resource != resource) {
        last = {resource, fits(*plan_, *tree_, plan_->nodes()[plan_->entries()[entry].node], resource)};
    }
    return last.fits;
}

bool MatchWork::may_be(std::uint16_t entry, NodeId resource) {
    return matched_by(resource) == nullptr && resource != composition_ && fits_entry(entry, resource);
}

// False: nothing was read, so nothing of it stands.
bool MatchWork::match_resource(std::uint16_t entry, NodeId resource, Row& row, bool always) {
    const Checkpoint before = checkpoint();
    current_entry_ = bundle_entry_of(resource);
    match_fields(plan_->nodes()[plan_->entries()[entry].node], resource, row);
    if (reads_ == before.reads && plan_->entries()[entry].reads_items != 0 && !always) {
        roll_back(before);
        return false;
    }
    known_.at(resource).taken = {entry, &row};
    return true;
}

// However often it is named, and by however many rows.
bool MatchWork::is_first_try(std::uint16_t entry, NodeId resource) {
    return std::exchange(known_.at(resource).tried_for, entry) != entry;
}

void MatchWork::match_entry(std::uint16_t entry) {
    const EntryPlan& plan = plan_->entries()[entry];
    if (plan.when != none) {
        return; // derived: compared when the record is complete
    }
    if (plan.each == 0) {
        match_once(entry);
    } else if (plan.owner != 0) {
        match_owned_rows(entry);
    } else {
        match_given_rows(entry);
    }
}

// A resource that is named takes its role; else the first that fits.
void MatchWork::match_once(std::uint16_t entry) {
    for (std::size_t i = 0; i < roles_[entry].size(); ++i) { // may grow while matching
        const NodeId resource = roles_[entry][i].resource;
        if (is_first_try(entry, resource) && may_be(entry, resource) &&
            match_resource(entry, resource, record_->root(), false)) {
            return;
        }
    }
    if (plan_->entries()[entry].by_reference_only != 0) {
        return;
    }
    for (const NodeId resource : candidates_[entry]) {
        if (may_be(entry, resource) && match_resource(entry, resource, record_->root(), false)) {
            return;
        }
    }
}

// The rows exist: an array element or the owner made them.
void MatchWork::match_given_rows(std::uint16_t entry) {
    const EntryPlan& plan = plan_->entries()[entry];
    std::unordered_set<const Row*> done;
    const auto take_for = [&](NodeId resource, Row* from) {
        Row* row = up(from, plan.each);
        if (row != nullptr && !done.contains(row) && is_first_try(entry, resource) &&
            may_be(entry, resource) && match_resource(entry, resource, *row, false)) {
            done.insert(row);
        }
    };
    for (std::size_t i = 0; i < roles_[entry].size(); ++i) {
        const Role role = roles_[entry][i];
        take_for(role.resource, role.row);
    }
    if (plan.anchor_entry != none) {
        for (const NodeId resource : candidates_[entry]) {
            if (matched_by(resource) == nullptr) {
                take_for(resource, anchor_row(entry, resource));
            }
        }
    }
}

// Every match is a new row.
void MatchWork::match_owned_rows(std::uint16_t entry) {
    const EntryPlan& plan = plan_->entries()[entry];
    const std::uint16_t parent_group = form_->groups()[plan.each].parent;
    std::vector<NodeId> listed;
    if (plan.by_reference_only != 0) {
        for (const Role& role : roles_[entry]) {
            listed.push_back(role.resource);
        }
    } else {
        listed = candidates_[entry];
    }
    for (const NodeId resource : listed) {
        if (!may_be(entry, resource)) {
            continue;
        }
        Row* parent = parent_group == 0 ? &record_->root() : up(anchor_row(entry, resource), parent_group);
        if (parent != nullptr) {
            match_resource(entry, resource, record_->add_row(*parent, plan.each), true);
        }
    }
}

// The row of the instance that the entry's anchor refers to; null if the reference is not there or leads
// elsewhere.
forms::Row* MatchWork::anchor_row(std::uint16_t entry, NodeId resource) const {
    const EntryPlan& plan = plan_->entries()[entry];
    return plan.anchor_entry == none
               ? nullptr
               : anchor_row(plan, resource, plan_->anchor(plan), bundle_entry_of(resource));
}

forms::Row* MatchWork::anchor_row(const EntryPlan& entry, NodeId node, std::span<const json::NameId> steps,
                                  std::uint32_t from) const {
    if (steps.empty()) {
        const auto target = index_.find(text_at(node, EngineName::reference), from);
        const MatchedBy* taken = target ? matched_by(target->resource) : nullptr;
        return taken != nullptr && taken->entry == entry.anchor_entry ? taken->row : nullptr;
    }
    if (steps[0] != json::no_name) {
        const NodeId at = (*tree_)[node].is_object() ? tree_->child(node, steps[0]) : json::no_node;
        return at == json::no_node ? nullptr : anchor_row(entry, at, steps.subspan(1), from);
    }
    if (!(*tree_)[node].is_array()) {
        return nullptr;
    }
    for (const NodeId element : tree_->children(node)) {
        if (Row* row = anchor_row(entry, element, steps.subspan(1), from)) {
            return row;
        }
    }
    return nullptr;
}

} // namespace renkei::mapping
