#include "gateway/fhir/validate/walk/validation_run.h"

#include "gateway/fhir/validate/elements/primitives.h"
#include "gateway/fhir/validate/walk/guide_packages.h"
#include "gateway/fhir/validate/walk/walk.h"
#include "generated/messages/profiles.h"
#include "generated/messages/validate.h"

#include <algorithm>
#include <utility>

namespace renkei::validate {
namespace {

NodeFinding made(diag::Message message, diag::Severity severity, NodeId at, diag::Arguments args) {
    return {message, severity, at, std::make_shared<const std::vector<std::string>>(std::move(args.texts))};
}

} // namespace

ValidationRun::ValidationRun(const ValidationContext& context, LookupCache& lookups,
                             const ValidationOptions& options, const Tree& tree,
                             fhirpath::Evaluator& evaluator, FindingCollector& findings)
    : context_(context),
      lookups_(lookups),
      options_(options),
      document_(tree, context.r4()),
      links_(document_),
      expressions_(document_, evaluator, make_environment(*this)),
      reporting_{.to = &findings},
      findings_(findings) {
    lookups_.resources().begin(options);
}

ValidationRun::~ValidationRun() = default;

void ValidationRun::run() {
    const NodeId resource = options_.entry.empty() ? Tree::root : resource_of_entry();
    if (resource == no_node) {
        report(diag::message::validate_no_such_entry, Tree::root, {options_.entry});
        return;
    }
    Walk(*this).resource(resource, options_.profiles);
    validate_deferred();
}

NodeId ValidationRun::resource_of_entry() const {
    const EntryIndex* bundle = document_.bundle_around(Tree::root);
    if (bundle == nullptr) {
        return no_node;
    }
    const auto found = std::ranges::find(bundle->entries(), options_.entry, &IndexedEntry::full_url);
    return found == bundle->entries().end() ? no_node : found->resource;
}

void ValidationRun::report(diag::Message message, NodeId at, diag::Arguments args) {
    report(message, diag::row(message).severity, at, std::move(args));
}

void ValidationRun::report(diag::Message message, diag::Severity severity, NodeId at, diag::Arguments args) {
    if (severity < options_.least || (reporting_.errors_only && severity != diag::Severity::error)) {
        return;
    }
    reporting_.is_clean = false;
    NodeFinding finding = made(message, severity, at, std::move(args));
    if (trace_ != nullptr && !reporting_.is_counting_only) {
        trace_->add(finding);
    }
    if (reporting_.held != nullptr) {
        reporting_.held->push_back({std::move(finding), false});
    } else {
        reporting_.to->add(std::move(finding));
    }
}

void ValidationRun::report_not_applied(NodeId at, std::string_view canonical) {
    if (lookups_.is_absent(canonical)) {
        constexpr diag::Message message = diag::message::validate_profile_not_loaded;
        const NeededPackage package = needed_package(canonical);
        const diag::Severity severity =
            package.is_of_known_publisher ? diag::Severity::information : diag::row(message).severity;
        report_limit(made(message, severity, at, {canonical, package.name}), true);
        return;
    }
    constexpr diag::Message message = diag::message::validate_profile_unusable;
    const diag::Report problems = context_.profiles().problems(canonical);
    report_limit(made(message, diag::row(message).severity, at,
                      {canonical, to_text(problems.findings()[0], diag::Language::english)}),
                 false);
}

void ValidationRun::report_no_such_element(NodeId at, const StructurePlan& profile,
                                           std::string_view element) {
    constexpr diag::Message message = diag::message::validate_profile_unusable;
    const std::string url(profile.structure->url);
    const diag::Finding problem = diag::finding(diag::message::profile_element_missing, {}, {url, element});
    report_limit(
        made(message, diag::row(message).severity, at, {url, to_text(problem, diag::Language::english)}),
        false);
}

void ValidationRun::report_applied_in_part(NodeId at, const StructurePlan& profile) {
    constexpr diag::Message message = diag::message::validate_profile_in_part;
    const bool is_asked_for = std::ranges::any_of(
        options_.profiles, [&](const std::string& canonical) { return plan(canonical) == &profile; });
    report_limit(made(message, is_asked_for ? diag::Severity::error : diag::row(message).severity, at,
                      {profile.structure->url, std::to_string(profile.defects.total()),
                       to_text(profile.defects.findings()[0], diag::Language::english)}),
                 false);
}

void ValidationRun::report_limit(NodeFinding finding, bool is_once_per_document) {
    if (finding.severity < options_.least ||
        (reporting_.errors_only && finding.severity != diag::Severity::error)) {
        return;
    }
    reporting_.is_clean = false;
    if (trace_ != nullptr && !reporting_.is_counting_only) {
        trace_->add(finding, is_once_per_document);
    }
    if (reporting_.held != nullptr) {
        reporting_.held->push_back({std::move(finding), is_once_per_document});
    } else if (!is_once_per_document || missing_.insert(finding.args->front()).second) {
        findings_.add(std::move(finding));
    }
}

void ValidationRun::add_address(NodeId at, std::string_view address) {
    if (address.empty()) {
        return;
    }
    if (address.front() == '#') {
        // only links of the walked resource, not of a reference's target that is checked in between
        if (!reporting_.is_counting_only) {
            links_.add_local(at, address.substr(1));
        }
        return;
    }
    // an address that is a free text is added again for each resource
    if (trace_ != nullptr && !trace_->is_free_text(at)) {
        if (is_absolute_uri(address)) {
            add_mark(address, trace_->addresses());
        } else if (trace_->is_of_resource(at)) { // else it is asked again with the check that led there
            trace_->add({.kind = DependentCheck::Kind::address, .node = at});
        }
    }
    links_.add(at, address);
}

const Narrative& ValidationRun::narrative(NodeId div) {
    tree().note_text(div); // also if it was read before
    const auto [at, is_new] = narratives_.try_emplace(div);
    if (is_new) {
        at->second = read_narrative(document_.source().text(div));
    }
    return at->second;
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

bool ValidationRun::conforms(ElementValue value, definitions::TypeId type, const StructurePlan& profile,
                             profiles::ElementId element) {
    tree().note_whole();
    if (trace_ != nullptr && !(type && r4().kind(type) == definitions::TypeKind::resource)) {
        // the result depends on where the element stands, which only the walk knows
        trace_->invalidate();
    }
    const Key key{value.place(), &profile, element};
    if (const auto known = profile_states_.find(key); known != profile_states_.end()) {
        // a profile that is being validated already refers to itself: the cycle adds nothing
        return known->second.is_running || known->second.conforms.value_or(true);
    }
    if (depth_ == deepest) {
        deferred_.push_back({value, type, {&profile, element}});
        return true;
    }
    ++depth_;
    const bool is_known = element == 0 && Walk(*this).is_cached_as_conforming(value.place(), profile);
    const bool out = is_known || evaluate_conformance(value, type, {&profile, element});
    --depth_;
    return out;
}

bool ValidationRun::evaluate_conformance(ElementValue value, definitions::TypeId type, DefAt target) {
    const Key key{value.place(), target.plan, target.element};
    profile_states_[key].is_running = true;
    FindingCollector scratch(1);
    const Reporting before = std::exchange(
        reporting_, {.to = &scratch, .is_counting_only = true, .errors_only = reporting_.errors_only});
    Walk(*this).along(target, value, type);
    profile_states_[key] = {.is_running = false,
                            .is_reported = false,
                            .is_clean = reporting_.is_clean,
                            .conforms = !scratch.has_error()};
    reporting_ = before;
    return !scratch.has_error();
}

std::string ValidationRun::why_not(ElementValue value, definitions::TypeId type,
                                   const StructurePlan& profile) {
    FindingCollector found(1);
    const Reporting before =
        std::exchange(reporting_, {.to = &found, .is_counting_only = true, .errors_only = true});
    Walk(*this).along({&profile, 0}, value, type);
    reporting_ = before;
    if (found.findings().empty()) {
        return std::string(profile.structure->url);
    }
    const NodeFinding& first = found.findings()[0];
    const diag::Finding finding =
        diag::finding(first.message, {.path = path_of(document_, first.at)}, *first.args);
    return to_text(finding, diag::Language::english);
}

bool ValidationRun::conforms_reentrant(ElementValue value, definitions::TypeId type,
                                       const StructurePlan& profile) {
    fhirpath::Evaluator other(r4());
    fhirpath::Evaluator& before = expressions_.use(other);
    const bool out = conforms(value, type, profile);
    expressions_.use(before);
    return out;
}

void ValidationRun::validate_deferred() {
    while (!deferred_.empty()) {
        const DeferredValidation one = deferred_.back();
        deferred_.pop_back();
        if (!conforms(one.value, one.type, *one.target.plan, one.target.element)) {
            report(diag::message::validate_does_not_conform, one.value.place(),
                   {one.target.plan->structure->url});
        }
    }
}

void ValidationRun::validate(ElementValue value, definitions::TypeId type, const StructurePlan& profile,
                             profiles::ElementId element) {
    const Key key{value.place(), &profile, element};
    ProfileState& state = profile_states_[key];
    const bool is_to_be_noted = trace_ != nullptr && trace_->needs_walk(value.place(), profile);
    if (!is_to_be_noted && (state.is_reported || state.is_clean)) { // a second walk would find nothing new
        return;
    }
    if (state.is_running) {
        reporting_.is_clean = false;
        tree().note_whole();
        return;
    }
    if (reporting_.is_counting_only && state.conforms) {
        reporting_.is_clean = false;
        if (!*state.conforms) {
            report(diag::message::validate_does_not_conform, value.place(), {profile.structure->url});
        }
        return;
    }
    state.is_running = true;
    if (trace_ != nullptr && element == 0) {
        trace_->note_validated(value.place(), profile);
    } else if (trace_ != nullptr) {
        trace_->invalidate(); // the cache knows whole profiles
    }
    const std::size_t errors = reporting_.to->errors();
    const bool was_silent = std::exchange(reporting_.is_clean, true);
    Walk(*this).along({&profile, element}, value, type);
    profile_states_[key] = {.is_running = false,
                            .is_reported = !reporting_.is_counting_only,
                            .is_clean = reporting_.is_clean,
                            .conforms = reporting_.to->errors() == errors};
    reporting_.is_clean = was_silent && reporting_.is_clean;
}

} // namespace renkei::validate
