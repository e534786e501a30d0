#include "gateway/forms/mapping/match/match.h"

#include "gateway/forms/mapping/match/comparison.h"
#include "gateway/forms/mapping/match/match_entries.h"
#include "gateway/forms/mapping/match/match_loss.h"
#include "gateway/forms/mapping/match/match_qualifiers.h"
#include "gateway/forms/mapping/match/statement_codes.h"
#include "generated/messages/conversion.h"
#include "generated/messages/mapping.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace renkei::mapping {

namespace message = diag::message;

struct Matcher::Parts {
    explicit Parts(const Plan& plan)
        : state(plan),
          entries(state),
          fill(plan),
          comparison(state, fill),
          qualifiers(state, fill) {}

    // Returns the leaves that were not consumed.
    std::vector<json::NodeId> match(record::Record& record, diag::Report& unwritable);

    MatchState state;
    EntryMatcher entries;
    Fill fill;
    Comparison comparison;
    QualifierCheck qualifiers;
};

Matcher::Matcher(const Plan& plan) : parts_(std::make_unique<Parts>(plan)) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

// A resource whose row is empty was not matched after all.
static void release_pruned(MatchState& state, const Fill& fill) {
    for (auto& [resource, known] : state.known_resources()) {
        if (known.matched.row != nullptr && !is_in_record(fill, *known.matched.row)) {
            known.matched = {};
            state.consumption.release_all(resource);
        }
    }
}

// What was read from an accepted shape, but for resources that are as a `when` entry writes them.
static void note_older_shapes(MatchState& state) {
    std::vector<json::NodeId> derived;
    for (const auto& [resource, known] : state.known_resources()) {
        if (known.matched.row != nullptr && state.plan().entries()[known.matched.entry].derived != 0) {
            derived.push_back(resource);
        }
    }
    std::ranges::sort(derived);
    for (const ReadValue& each : state.values()) {
        const auto behind = std::ranges::upper_bound(derived, each.node);
        const bool is_in_derived =
            behind != derived.begin() && each.node < state.tree().after(*std::prev(behind));
        if (each.from_accepted && !is_in_derived) {
            state.consumption.note(message::loss_older_shape, each.node, {}, {}, each.item);
        }
    }
}

std::vector<json::NodeId> Matcher::Parts::match(record::Record& record, diag::Report& unwritable) {
    entries.match_all();
    translate_statements(state);
    record.prune();
    fill.prepare(record, unwritable);
    release_pruned(state, fill);
    comparison.run(entries.resources());
    settle_statement_codes(state);
    note_older_shapes(state);
    return state.consumption.left();
}

// What is not to be read can make what was read beside it wrong, so the rest is matched again without it.
// More is excluded each time, so it ends.
diag::Result<void> Matcher::run(const json::Tree& tree, record::Record& record, diag::Report& loss) {
    auto& [state, entries, fill, comparison, qualifiers] = *parts_;
    state.begin(tree, record);
    qualifiers.begin();
    if (!entries.find_composition()) {
        const Plan& plan = state.plan();
        return diag::fail(message::no_composition_of_form, {.path = "Bundle.entry"},
                          {std::string(state.form().text(state.form().about().title)),
                           std::string(plan.text(plan.head().composition_types))});
    }
    diag::Report unwritable;
    std::vector<json::NodeId> left = parts_->match(record, unwritable);
    while (qualifiers.run(left)) {
        state.restart();
        unwritable = diag::Report();
        left = parts_->match(record, unwritable);
    }
    if (const std::optional<Qualified>& refused = qualifiers.refused()) {
        return refusal_by(tree, *refused);
    }
    loss.append(unwritable);
    list_loss(state, entries, qualifiers, left, loss);
    return {};
}

const resources::BundleIndex& Matcher::index() const { return parts_->state.index(); }

std::vector<Counterpart> Matcher::counterparts() {
    Fill& fill = parts_->fill;
    fill.make_urls();
    std::vector<Counterpart> out;
    for (const auto& [resource, known] : parts_->state.known_resources()) {
        const MatchedBy& matched = known.matched;
        if (matched.row != nullptr && fill.is_live(matched.entry, *matched.row)) {
            out.push_back({.resource = resource,
                           .entry = known.bundle_entry,
                           .url = "urn:uuid:" + std::string(fill.url_of(matched.entry, *matched.row))});
        }
    }
    return out;
}

} // namespace renkei::mapping
