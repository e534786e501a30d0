// Resources whose signature is in the cache.
#include "gateway/fhir/validate/elements/element_rules.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "gateway/fhir/validate/elements/slicing.h"
#include "gateway/fhir/validate/elements/type_rules.h"
#include "gateway/fhir/validate/walk/stop.h"
#include "gateway/fhir/validate/walk/walk.h"

#include <algorithm>
#include <utility>

namespace renkei::validate {

// If the walk was stopped, the resource is not cached, because the rest of it was not checked.
bool Walk::is_stopped() const {
    const bool stopped = Stop::is_requested();
    if (stopped && validation_.trace_ != nullptr) {
        validation_.trace_->invalidate();
    }
    return stopped;
}

void Walk::definitions(NodeId node, const StructurePlan& plan, const std::vector<std::string>& extra) {
    const Ancestor ancestor = validation_.ancestors_.back();
    element({&plan, 0}, {node, no_node}, {std::string(ancestor.name), json::no_name, nullptr, ancestor.type});
    profiles_of(node, ancestor.type, extra);
}

bool Walk::is_cached_as_conforming(NodeId node, const StructurePlan& profile) {
    if (cache_state(node) != CacheState::holds) {
        return false;
    }
    const auto state = validation_.profile_states_.find({node, &profile});
    return state != validation_.profile_states_.end() && state->second.conforms == true;
}

// Only resources of entries are looked up: a contained one is a part of another resource, and other holders
// of resources are rare. References lead to some entries before the walk does, so the answer is remembered.
Walk::CacheState Walk::cache_state(NodeId node) {
    constexpr std::size_t deepest = 16; // a sender may write a chain of references as long as it likes
    const Tree& tree = validation_.document_.source();
    if (tree[node].name != validation_.document().names().resource ||
        validation_.cache_lookups_running_ == deepest) {
        return CacheState::unknown;
    }
    validation_.cache_states_.resize(tree.size(), CacheState::not_asked);
    if (validation_.cache_states_[node] != CacheState::not_asked) {
        return validation_.cache_states_[node];
    }
    validation_.cache_states_[node] = CacheState::unknown; // while it is asked: references may lead back
    validation_.cache_states_[node] = look_up_cached(node);
    return validation_.cache_states_[node];
}

Walk::CacheState Walk::look_up_cached(NodeId node) {
    ResourceCache& known = validation_.lookups().resources();
    const CachedResource* const resource = known.find(validation_.document_.source(), node);
    if (resource == nullptr) {
        return known.comes_again() ? CacheState::comes_again : CacheState::unknown;
    }
    ++validation_.cache_lookups_running_;
    const bool holds = holds_for(*resource, node);
    --validation_.cache_lookups_running_;
    return holds ? CacheState::holds : CacheState::unknown;
}

// Reports nothing yet: if the cached result does not hold for this resource, a whole walk finds all again.
bool Walk::holds_for(const CachedResource& known, NodeId resource) {
    bool may_refer_to_entry = false; // of a bundle around it, by an address that stands in the resource
    validation_.document().each_bundle_around(resource, [&](const EntryIndex& bundle) {
        may_refer_to_entry = may_refer_to_entry || bundle.may_have(known.addresses);
    });
    if (may_refer_to_entry) {
        return false;
    }
    // of another resource
    const WatchScope unwatched(validation_.document_, nullptr);
    DependencyTrace* const trace = std::exchange(validation_.trace_, nullptr);
    std::vector<ValidationRun::CacheFinding> found;
    const ValidationRun::Reporting before =
        std::exchange(validation_.reporting_, {.to = validation_.reporting_.to,
                                               .held = &found,
                                               .is_counting_only = true,
                                               .errors_only = validation_.reporting_.errors_only});
    const bool holds = run_dependent_checks(known, resource, found);
    validation_.reporting_ = before;
    validation_.trace_ = trace;
    if (holds) {
        for (const StructurePlan* profile : known.conforms_to) {
            validation_.profile_states_[{resource, profile}] = {
                .is_running = false, .is_reported = true, .is_clean = found.empty(), .conforms = true};
        }
        if (!found.empty()) {
            validation_.cache_findings_.emplace(resource, std::move(found));
        }
    }
    return holds;
}

// Collects all findings in the order of a walk. False if one is an error or a text leads the walk elsewhere.
bool Walk::run_dependent_checks(const CachedResource& known, NodeId resource,
                                std::vector<ValidationRun::CacheFinding>& found) {
    LastResult last;
    auto next = known.findings.begin();
    for (std::uint32_t at = 0; at <= known.dependent_checks.size(); ++at) {
        for (; next != known.findings.end() && next->checks_before == at; ++next) {
            found.push_back({next->finding, next->is_once_per_document});
            found.back().finding.at += resource;
        }
        const std::size_t before = found.size();
        if (at < known.dependent_checks.size() &&
            !run_dependent_check(known.dependent_checks[at], resource, last)) {
            return false;
        }
        const auto is_error = [](const ValidationRun::CacheFinding& it) {
            return it.finding.severity == diag::Severity::error;
        };
        if (std::any_of(found.begin() + static_cast<std::ptrdiff_t>(before), found.end(), is_error)) {
            return false;
        }
    }
    return true;
}

void Walk::report_cached(NodeId resource) {
    const auto found = validation_.cache_findings_.extract(resource);
    if (found.empty()) {
        return;
    }
    validation_.reporting_.is_clean = false;
    for (ValidationRun::CacheFinding& one : found.mapped()) {
        if (!one.is_once_per_document || validation_.missing_.insert(one.finding.args->front()).second) {
            validation_.reporting_.to->add(std::move(one.finding));
        }
    }
}

bool Walk::run_dependent_check(const DependentCheck& open, NodeId resource, LastResult& last) {
    const auto in_document = [&](NodeId node) { return node == no_node ? node : resource + node; };
    const ElementValue value{in_document(open.node), in_document(open.sibling)};
    const auto alternative = [&] {
        return Alternative{{}, json::no_name, open.type, open.type_id, open.type_rule};
    };
    validation_.reporting_.errors_only = open.reports_errors_only;
    switch (open.kind) {
    case DependentCheck::Kind::primitive:
        check_primitive(validation_, open.def, value.node, validation_.r4().primitive(open.type_id));
        return true;
    case DependentCheck::Kind::element_rules:
        check_element_rules(validation_, open.def, value, alternative());
        return true;
    case DependentCheck::Kind::type_rule:
        apply_type_rule(validation_, open.def, value, alternative());
        return true;
    case DependentCheck::Kind::targets:
        check_targets(validation_, open.def, value, alternative());
        return true;
    case DependentCheck::Kind::constraint:
        constraint(*open.constraint, value, open.type_id, no_node, last);
        return true;
    case DependentCheck::Kind::text_test: return open.test.is_same_of(tree_.text(value.node));
    case DependentCheck::Kind::slice: {
        std::vector<ElementId> possible;
        return validate::slice_of(validation_, open.def, *open.slices, {value, open.type_id}, possible) ==
               open.slice;
    }
    case DependentCheck::Kind::address:
        validation_.add_address(value.node, tree_.text(value.node));
        return true;
    }
    return true;
}

ElementId Walk::slice_of(DefAt sliced, const std::vector<ElementId>& slices, const Occurrence& one,
                         std::vector<ElementId>& possible) {
    const auto find = [&] {
        return validate::slice_of(validation_, sliced, slices, {one.value, one.alternative->type_id},
                                  possible);
    };
    DependencyTrace* const trace = validation_.trace_;
    if (trace == nullptr) {
        return find();
    }
    const bool is_dependent = !trace->is_nested() && depends_on_free_text(sliced, one);
    const ElementId slice = [&] {
        const TraceScope whole(trace,
                               is_dependent ? TraceScope::Kind::recorded : TraceScope::Kind::by_signature);
        return find();
    }();
    if (is_dependent) {
        trace->add({.kind = DependentCheck::Kind::slice,
                    .node = one.value.node,
                    .sibling = one.value.sibling,
                    .def = sliced,
                    .type_id = one.alternative->type_id,
                    .slices = &slices,
                    .slice = slice});
    }
    return slice;
}

// False if everything that distinguishes the slices is part of the signature, such as the system of an
// identifier. Without discriminators, whole definitions distinguish them; a discriminator with resolve()
// depends on the target.
bool Walk::depends_on_free_text(DefAt sliced, const Occurrence& one) const {
    const auto is_part = [](const DiscriminatorStep& step) {
        return step.kind == DiscriminatorStep::Kind::child || step.kind == DiscriminatorStep::Kind::extension;
    };
    const auto leads_elsewhere = [](const DiscriminatorPlan& it) {
        return std::ranges::find(it.steps, DiscriminatorStep::Kind::resolve, &DiscriminatorStep::kind) !=
               it.steps.end();
    };
    const std::vector<DiscriminatorPlan>& discriminators = discriminators_of(sliced);
    if (std::ranges::any_of(discriminators, leads_elsewhere)) {
        return true;
    }
    return validation_.trace_->has_free_text(one.value) &&
           (discriminators.empty() || &discriminators != &sliced.checks().discriminators ||
            !std::ranges::all_of(discriminators, [&](const DiscriminatorPlan& discriminator) {
                const bool is_by_text = discriminator.kind == profiles::DiscriminatorKind::value ||
                                        discriminator.kind == profiles::DiscriminatorKind::pattern;
                return discriminator.is_understood && is_by_text &&
                       std::ranges::all_of(discriminator.steps, is_part) &&
                       std::ranges::none_of(follow(validation_,
                                                   ElementPlace{one.value, one.alternative->type_id},
                                                   discriminator.steps),
                                            [&](const ElementPlace& place) {
                                                return validation_.trace_->has_free_text(place.value);
                                            });
            }));
}

} // namespace renkei::validate
