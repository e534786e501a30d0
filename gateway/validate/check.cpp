#include "gateway/validate/check.h"

#include "gateway/validate/environment.h"
#include "gateway/validate/primitives.h"
#include "gateway/validate/reachability.h"
#include "gateway/validate/walk.h"

#include <utility>

namespace renkei::validate {

Check::Check(const Knowledge& knowledge, Asked& asked, const Options& options, const json::Tree& tree,
             fhirpath::Evaluator& evaluator, Sink& sink)
    : knowledge_(knowledge)
    , asked_(asked)
    , options_(options)
    , document_(tree, knowledge.defs())
    , evaluator_(&evaluator)
    , sink_(&sink)
    , environment_(make_environment(*this))
    , coding_(knowledge.defs().type("Coding"))
    , codeable_concept_(knowledge.defs().type("CodeableConcept")) {
    asked_.codes().begin(options);
    asked_.resources().begin(options);
}

Check::~Check() = default;

void Check::run() {
    Walk(*this).resource(json::Tree::root, options_.profiles);
    judge_postponed();
}

void Check::report(diag::Message message, json::NodeId at, std::vector<std::string> args) {
    report(message, diag::row(message).severity, at, std::move(args));
}

void Check::report(diag::Message message, diag::Severity severity, json::NodeId at,
                   std::vector<std::string> args) {
    if (severity < options_.least || (reports_errors_only_ && severity != diag::Severity::error)) {
        return;
    }
    is_silent_ = false;
    sink_->add({message, severity, at, std::move(args)});
}

bool Check::may_lead(json::NodeId at, const AddressMarks& addresses) const {
    bool out = false;
    document_.each_bundle_around(at, [&](const EntryIndex& bundle) { out = out || bundle.may_have(addresses); });
    return out;
}

void Check::leads(json::NodeId at, std::string_view address) {
    if (address.empty()) {
        return;
    }
    if (address.front() == '#') {
        if (!is_dry_) { // of the resource that is walked; what a reference leads to is another one, asked again in between
            local_links_.push_back({at, std::string(address.substr(1))});
        }
        return;
    }
    if (addresses_ != nullptr && (recording_ == nullptr || !recording_->is_free(at))) { // what is free is asked for again
        if (recording_ != nullptr && !is_absolute_uri(address)) {
            if (recording_->is_of_resource(at)) { // else it is asked again with the check that led there
                recording_->add({.kind = OpenCheck::Kind::address, .node = at});
            }
        } else if (is_absolute_uri(address)) {
            add_mark(address, *addresses_);
        } else {
            addresses_->set(); // what it means hangs on the entry it stands in
        }
    }
    document_.each_bundle_around(at, [&](const EntryIndex& bundle) {
        if (!must_hang_together(bundle)) {
            return;
        }
        const std::uint32_t from = bundle.entry_of(at);
        const json::NodeId resource = from == no_entry ? json::no_node : bundle.entries()[from].resource;
        const bool is_in_resource = resource != json::no_node && at >= resource && at < tree().after(resource);
        const auto found = is_in_resource ? bundle.find(address, from) : EntryIndex::Matches();
        if (found.size() == 1 && found[0].entry != from) {
            edges_[bundle.bundle()].add({from, found[0].entry});
        }
    });
}

std::span<const Check::LocalLink> Check::local_links(json::NodeId resource) const {
    const json::NodeId end = tree().after(resource);
    auto first = local_links_.end();
    while (first != local_links_.begin() && (first - 1)->at >= resource && (first - 1)->at < end) {
        --first;
    }
    return {first, local_links_.end()};
}

Edges Check::take_edges(const EntryIndex& bundle) {
    const auto found = edges_.extract(bundle.bundle());
    return found.empty() ? Edges() : std::move(found.mapped());
}

fhirpath::Item Check::item(Value value, defs::TypeId type) const {
    return fhirpath::Item::node(tree(), value.node, value.sibling, type);
}

fhirpath::Focus Check::focus(Value value, defs::TypeId type, json::NodeId holder) {
    const json::NodeId resource = document_.resource_of(holder == json::no_node ? value.place() : holder);
    if (resource != around_.resource) { // the same for the next thousand invariants
        const auto as_resource = [&](json::NodeId node) {
            return item({node, json::no_node}, document_.type_of(node));
        };
        around_ = {resource, as_resource(resource), as_resource(document_.container_of(resource))};
    }
    return {.context = item(value, type),
            .resource = around_.item,
            .root_resource = around_.root,
            .environment = environment_.get()};
}

diag::Result<fhirpath::Verdict> Check::evaluate(const fhirpath::Expression& expression, Value value,
                                                defs::TypeId type, json::NodeId holder) {
    ++evaluations_;
    spoil_recording();
    return evaluator_->is_true(expression, focus(value, type, holder));
}

std::span<const fhirpath::Item> Check::select(const fhirpath::Expression& expression, Value value,
                                              defs::TypeId type) {
    spoil_recording();
    const auto found = evaluator_->evaluate(expression, focus(value, type, json::no_node));
    return found ? *found : std::span<const fhirpath::Item>();
}

std::optional<bool> Check::holds(const fhirpath::Expression& expression, Value value, defs::TypeId type) {
    const auto verdict = evaluate(expression, value, type);
    if (!verdict || *verdict == fhirpath::Verdict::undecidable || *verdict == fhirpath::Verdict::empty) {
        return std::nullopt;
    }
    return *verdict == fhirpath::Verdict::yes;
}

bool Check::conforms(Value value, defs::TypeId type, const StructurePlan& profile) {
    spoil_recording();
    if (recording_ != nullptr && !(type && defs().kind(type) == defs::Kind::resource)) {
        recording_->spoil(); // where an element stands counts for what is in it, and is known to the walk only
    }
    const Key key{value.place(), &profile};
    if (const auto known = judged_.find(key); known != judged_.end()) {
        // a profile that is being judged already leads back to itself: the circle adds nothing
        return known->second.is_running || known->second.conforms.value_or(true);
    }
    if (depth_ == deepest) {
        postponed_.push_back({value, type, &profile});
        return true;
    }
    ++depth_;
    const bool out = Walk(*this).is_known_to_conform(value.place(), profile) || conforms_anew(value, type, profile);
    --depth_;
    return out;
}

bool Check::conforms_anew(Value value, defs::TypeId type, const StructurePlan& profile) {
    const Key key{value.place(), &profile};
    judged_[key].is_running = true;
    Sink scratch(1);
    Sink* const before = std::exchange(sink_, &scratch);
    const bool was_dry = std::exchange(is_dry_, true);
    const bool was_silent = std::exchange(is_silent_, true);
    Walk(*this).root(profile, value, type);
    sink_ = before;
    is_dry_ = was_dry;
    judged_[key] = {.is_running = false,
                    .is_reported = false,
                    .is_silent = is_silent_,
                    .conforms = !scratch.has_error()};
    is_silent_ = was_silent;
    return !scratch.has_error();
}

bool Check::conforms_meanwhile(Value value, defs::TypeId type, const StructurePlan& profile) {
    fhirpath::Evaluator other(defs());
    fhirpath::Evaluator* const before = std::exchange(evaluator_, &other);
    const bool out = conforms(value, type, profile);
    evaluator_ = before;
    return out;
}

void Check::judge_postponed() {
    while (!postponed_.empty()) {
        const Postponed one = postponed_.back();
        postponed_.pop_back();
        if (!conforms(one.value, one.type, *one.profile)) {
            report(diag::Message::validate_does_not_conform, one.value.place(), {std::string(one.profile->structure->url)});
        }
    }
}

void Check::judge(Value value, defs::TypeId type, const StructurePlan& profile) {
    const Key key{value.place(), &profile};
    Judged& judged = judged_[key];
    const bool is_to_be_noted = recording_ != nullptr && recording_->needs_walk(value.place(), profile);
    if (!is_to_be_noted && (judged.is_reported || judged.is_silent)) { // a second walk would find nothing new
        return;
    }
    if (judged.is_running) {
        is_silent_ = false;
        return;
    }
    if (is_dry_ && judged.conforms) {
        is_silent_ = false;
        if (!*judged.conforms) {
            report(diag::Message::validate_does_not_conform, value.place(),
                   {std::string(profile.structure->url)});
        }
        return;
    }
    judged.is_running = true;
    if (recording_ != nullptr) {
        recording_->note_judged(value.place(), profile);
    }
    const std::size_t errors = sink_->errors();
    const bool was_silent = std::exchange(is_silent_, true);
    Walk(*this).root(profile, value, type);
    judged_[key] = {.is_running = false,
                    .is_reported = !is_dry_,
                    .is_silent = is_silent_,
                    .conforms = sink_->errors() == errors};
    is_silent_ = was_silent && is_silent_;
}

} // namespace renkei::validate
