#include "gateway/fhir/validate/walk/validation_run.h"

#include "gateway/fhir/validate/bundles/reachability.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "gateway/fhir/validate/walk/walk.h"
#include "generated/messages/validate.h"

#include <utility>

namespace renkei::validate {

ValidationRun::ValidationRun(const ValidationContext& context, LookupCache& lookups,
                             const ValidationOptions& options, const json::Tree& tree,
                             fhirpath::Evaluator& evaluator, FindingCollector& findings)
    : context_(context),
      lookups_(lookups),
      options_(options),
      source_(tree),
      document_(tree, context.r4()),
      evaluator_(&evaluator),
      findings_(&findings),
      environment_(make_environment(*this)) {
    lookups_.resources().begin(options);
}

ValidationRun::~ValidationRun() = default;

void ValidationRun::run() {
    Walk(*this).resource(json::Tree::root, options_.profiles);
    validate_deferred();
}

void ValidationRun::report(diag::Message message, json::NodeId at, std::vector<std::string> args) {
    report(message, diag::row(message).severity, at, std::move(args));
}

void ValidationRun::report(diag::Message message, diag::Severity severity, json::NodeId at,
                           std::vector<std::string> args) {
    if (severity < options_.least || (reports_errors_only_ && severity != diag::Severity::error)) {
        return;
    }
    is_clean_ = false;
    NodeFinding finding{message, severity, at, std::move(args)};
    if (trace_ != nullptr && !is_counting_only_) {
        trace_->add(finding);
    }
    if (found_ != nullptr) {
        found_->push_back({std::move(finding), false});
    } else {
        findings_->add(std::move(finding));
    }
}

void ValidationRun::report_missing(json::NodeId at, std::string_view canonical) {
    constexpr diag::Message message = diag::message::validate_profile_not_loaded;
    if (reports_errors_only_ || diag::row(message).severity < options_.least) {
        return;
    }
    is_clean_ = false;
    const NodeFinding finding{message, diag::row(message).severity, at, {std::string(canonical)}};
    if (trace_ != nullptr && !is_counting_only_) {
        trace_->add(finding, true);
    }
    if (missing_.emplace(canonical).second) {
        findings_->add(finding);
    }
}

bool ValidationRun::may_refer_to_entry(json::NodeId at, const AddressMarks& addresses) const {
    bool out = false;
    document_.each_bundle_around(at,
                                 [&](const EntryIndex& bundle) { out = out || bundle.may_have(addresses); });
    return out;
}

void ValidationRun::add_address(json::NodeId at, std::string_view address) {
    if (address.empty()) {
        return;
    }
    if (address.front() == '#') {
        // of the resource that is walked; what a reference leads to is another one, asked again in between
        if (!is_counting_only_) {
            local_links_.push_back({at, std::string(address.substr(1))});
        }
        return;
    }
    // what is free is asked for again
    if (trace_ != nullptr && !trace_->is_free_text(at)) {
        if (is_absolute_uri(address)) {
            add_mark(address, trace_->addresses());
        } else if (trace_->is_of_resource(at)) { // else it is asked again with the check that led there
            trace_->add({.kind = DependentCheck::Kind::address, .node = at});
        }
    }
    document_.each_bundle_around(at, [&](const EntryIndex& bundle) {
        if (!must_hang_together(bundle)) {
            return;
        }
        const std::uint32_t from = bundle.entry_of(at);
        const json::NodeId resource = from == no_entry ? json::no_node : bundle.entries()[from].resource;
        const bool is_in_resource =
            resource != json::no_node && at >= resource && at < source_.after(resource);
        const auto found = is_in_resource ? bundle.find(address, from) : EntryIndex::EntryMatches();
        if (found.size() == 1 && found[0].entry != from) {
            edges_[bundle.bundle()].add({from, found[0].entry});
        }
    });
}

std::span<const ValidationRun::LocalLink> ValidationRun::local_links(json::NodeId resource) const {
    tree().note_whole();
    const json::NodeId end = source_.after(resource);
    auto first = local_links_.end();
    while (first != local_links_.begin() && (first - 1)->at >= resource && (first - 1)->at < end) {
        --first;
    }
    return {first, local_links_.end()};
}

const Narrative& ValidationRun::narrative(json::NodeId div) {
    tree().note_text(div); // also if it was read before
    const auto [at, is_new] = narratives_.try_emplace(div);
    if (is_new) {
        at->second = read_narrative(source_.text(div));
    }
    return at->second;
}

Edges ValidationRun::take_edges(const EntryIndex& bundle) {
    tree().note_whole();
    const auto found = edges_.extract(bundle.bundle());
    return found.empty() ? Edges() : std::move(found.mapped());
}

std::span<const Ancestor> ValidationRun::ancestors() const {
    std::size_t first = ancestors_.size();
    while (first > 0 && !(first < ancestors_.size() && ancestors_[first].is_resource)) {
        --first;
    }
    if (first < ancestors_.size()) {
        tree().note_node(ancestors_[first].node);
    }
    return std::span(ancestors_).subspan(first);
}

fhirpath::Item ValidationRun::item(ElementValue value, definitions::TypeId type) const {
    tree().note_whole();
    return source_item(value, type);
}

fhirpath::Item ValidationRun::node_item(ElementValue value, definitions::TypeId type) const {
    for (const json::NodeId node : {value.node, value.sibling}) {
        if (node != json::no_node) {
            tree().note_text(node);
        }
    }
    return source_item(value, type);
}

fhirpath::Item ValidationRun::source_item(ElementValue value, definitions::TypeId type) const {
    return fhirpath::Item::node(source_, value.node, value.sibling, type);
}

fhirpath::Focus ValidationRun::focus(ElementValue value, definitions::TypeId type, json::NodeId holder) {
    const json::NodeId resource = document_.resource_of(holder == json::no_node ? value.place() : holder);
    if (resource != last_resources_.resource) { // the same for the next thousand invariants
        const auto as_resource = [&](json::NodeId node) {
            return source_item({node, json::no_node}, document_.type_of(node));
        };
        last_resources_ = {resource, as_resource(resource), as_resource(document_.container_of(resource))};
    }
    return {.context = source_item(value, type),
            .resource = last_resources_.item,
            .root_resource = last_resources_.root,
            .environment = environment_.get()};
}

diag::Result<fhirpath::InvariantResult> ValidationRun::evaluate(const fhirpath::Expression& expression,
                                                                ElementValue value, definitions::TypeId type,
                                                                json::NodeId holder) {
    tree().note_whole();
    return evaluator_->is_true(expression, focus(value, type, holder));
}

std::span<const fhirpath::Item> ValidationRun::select(const fhirpath::Expression& expression,
                                                      ElementValue value, definitions::TypeId type) {
    tree().note_whole();
    const auto found = evaluator_->evaluate(expression, focus(value, type, json::no_node));
    return found ? *found : std::span<const fhirpath::Item>();
}

std::optional<bool> ValidationRun::holds(const fhirpath::Expression& expression, ElementValue value,
                                         definitions::TypeId type) {
    const auto result = evaluate(expression, value, type);
    if (!result || *result == fhirpath::InvariantResult::undecidable ||
        *result == fhirpath::InvariantResult::empty) {
        return std::nullopt;
    }
    return *result == fhirpath::InvariantResult::yes;
}

bool ValidationRun::conforms(ElementValue value, definitions::TypeId type, const StructurePlan& profile) {
    tree().note_whole();
    if (trace_ != nullptr && !(type && r4().kind(type) == definitions::TypeKind::resource)) {
        // where an element stands counts for what is in it, and is known to the walk only
        trace_->invalidate();
    }
    const Key key{value.place(), &profile};
    if (const auto known = profile_states_.find(key); known != profile_states_.end()) {
        // a profile that is being validated already refers to itself: the cycle adds nothing
        return known->second.is_running || known->second.conforms.value_or(true);
    }
    if (depth_ == deepest) {
        deferred_.push_back({value, type, &profile});
        return true;
    }
    ++depth_;
    const bool out = Walk(*this).is_cached_as_conforming(value.place(), profile) ||
                     evaluate_conformance(value, type, profile);
    --depth_;
    return out;
}

bool ValidationRun::evaluate_conformance(ElementValue value, definitions::TypeId type,
                                         const StructurePlan& profile) {
    const Key key{value.place(), &profile};
    profile_states_[key].is_running = true;
    FindingCollector scratch(1);
    FindingCollector* const before = std::exchange(findings_, &scratch);
    std::vector<CacheFinding>* const found = std::exchange(found_, nullptr);
    const bool was_dry = std::exchange(is_counting_only_, true);
    const bool was_silent = std::exchange(is_clean_, true);
    Walk(*this).root(profile, value, type);
    findings_ = before;
    found_ = found;
    is_counting_only_ = was_dry;
    profile_states_[key] = {
        .is_running = false, .is_reported = false, .is_clean = is_clean_, .conforms = !scratch.has_error()};
    is_clean_ = was_silent;
    return !scratch.has_error();
}

bool ValidationRun::conforms_reentrant(ElementValue value, definitions::TypeId type,
                                       const StructurePlan& profile) {
    fhirpath::Evaluator other(r4());
    fhirpath::Evaluator* const before = std::exchange(evaluator_, &other);
    const bool out = conforms(value, type, profile);
    evaluator_ = before;
    return out;
}

void ValidationRun::validate_deferred() {
    while (!deferred_.empty()) {
        const DeferredValidation one = deferred_.back();
        deferred_.pop_back();
        if (!conforms(one.value, one.type, *one.profile)) {
            report(diag::message::validate_does_not_conform, one.value.place(),
                   {std::string(one.profile->structure->url)});
        }
    }
}

void ValidationRun::validate(ElementValue value, definitions::TypeId type, const StructurePlan& profile) {
    const Key key{value.place(), &profile};
    ProfileState& state = profile_states_[key];
    const bool is_to_be_noted = trace_ != nullptr && trace_->needs_walk(value.place(), profile);
    if (!is_to_be_noted && (state.is_reported || state.is_clean)) { // a second walk would find nothing new
        return;
    }
    if (state.is_running) {
        is_clean_ = false;
        tree().note_whole();
        return;
    }
    if (is_counting_only_ && state.conforms) {
        is_clean_ = false;
        if (!*state.conforms) {
            report(diag::message::validate_does_not_conform, value.place(),
                   {std::string(profile.structure->url)});
        }
        return;
    }
    state.is_running = true;
    if (trace_ != nullptr) {
        trace_->note_validated(value.place(), profile);
    }
    const std::size_t errors = findings_->errors();
    const bool was_silent = std::exchange(is_clean_, true);
    Walk(*this).root(profile, value, type);
    profile_states_[key] = {.is_running = false,
                            .is_reported = !is_counting_only_,
                            .is_clean = is_clean_,
                            .conforms = findings_->errors() == errors};
    is_clean_ = was_silent && is_clean_;
}

} // namespace renkei::validate
