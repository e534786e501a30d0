// Resources that are known already by their outline.
#include "gateway/validate/element_rules.h"
#include "gateway/validate/primitives.h"
#include "gateway/validate/slicing.h"
#include "gateway/validate/stop.h"
#include "gateway/validate/type_rules.h"
#include "gateway/validate/walk.h"

#include <algorithm>
#include <utility>

namespace renkei::validate {

using profiles::ElementId;

// What was not looked at is not known to be right: nothing of it is remembered.
bool Walk::is_stopped() const {
    const bool stopped = Stop::is_requested();
    if (stopped && check_.recording_ != nullptr) {
        check_.recording_->spoil();
    }
    return stopped;
}

void Walk::definitions(json::NodeId node, const StructurePlan& plan, const std::vector<std::string>& extra) {
    const Frame frame = check_.frames_.back();
    element({&plan, 0}, {node, json::no_node}, {std::string(frame.name), json::no_name, nullptr, frame.type});
    profiles_of(node, frame.type, extra);
}

void Walk::unless_known(json::NodeId node, const StructurePlan& plan, const std::vector<std::string>& extra) {
    const bool may_be_known = extra.empty() && !check_.is_dry_ && check_.recording_ == nullptr;
    if (is_stopped()) {
        return;
    }
    switch (may_be_known ? recall(node) : Recall::not_asked) {
    case Recall::holds:
        return;
    case Recall::comes_again:
        record(node, plan);
        return;
    case Recall::not_asked:
    case Recall::unknown:
        definitions(node, plan, extra);
        return;
    }
}

bool Walk::is_known_to_conform(json::NodeId node, const StructurePlan& profile) {
    if (recall(node) != Recall::holds) {
        return false;
    }
    const auto judged = check_.judged_.find({node, &profile});
    return judged != check_.judged_.end() && judged->second.is_silent;
}

// Only of entries: what is contained is a part of another resource, and what others hold is not asked so often. References lead to some
// of them before the walk does, so the answer is remembered.
Walk::Recall Walk::recall(json::NodeId node) {
    constexpr std::size_t deepest = 16; // a sender may write a chain of references as long as it likes
    if (tree_[node].name != check_.document().names().resource || check_.recalls_ == deepest) {
        return Recall::unknown;
    }
    check_.recalled_.resize(tree_.size(), Recall::not_asked);
    if (check_.recalled_[node] != Recall::not_asked) {
        return check_.recalled_[node];
    }
    check_.recalled_[node] = Recall::unknown; // while it is asked: references may lead back
    check_.recalled_[node] = recall_anew(node);
    return check_.recalled_[node];
}

Walk::Recall Walk::recall_anew(json::NodeId node) {
    KnownResources& known = check_.asked().resources();
    const KnownResource* const resource = known.find(tree_, node);
    if (resource == nullptr) {
        return known.comes_again() ? Recall::comes_again : Recall::unknown;
    }
    ++check_.recalls_;
    const bool holds = holds_again(*resource, node);
    --check_.recalls_;
    return holds ? Recall::holds : Recall::unknown;
}

// Nothing is reported: what does not hold any more is found again by a whole walk.
bool Walk::holds_again(const KnownResource& known, json::NodeId resource) {
    if (check_.may_lead(resource, known.addresses)) {
        return false;
    }
    Recording* const recording = std::exchange(check_.recording_, nullptr); // of another resource, as are its addresses
    AddressMarks* const addresses = std::exchange(check_.addresses_, nullptr);
    Sink scratch(1);
    Sink* const before = std::exchange(check_.sink_, &scratch);
    const bool was_dry = std::exchange(check_.is_dry_, true);
    const bool was_silent = std::exchange(check_.is_silent_, true);
    Answered last;
    for (const OpenCheck& open : known.open) {
        ask_again(open, resource, last);
        if (!check_.is_silent_) {
            break;
        }
    }
    const bool holds = std::exchange(check_.is_silent_, was_silent);
    check_.is_dry_ = was_dry;
    check_.sink_ = before;
    check_.recording_ = recording;
    check_.addresses_ = addresses;
    if (holds) {
        for (const StructurePlan* profile : known.conforms_to) {
            check_.judged_[{resource, profile}] = {.is_running = false, .is_reported = true, .is_silent = true, .conforms = true};
        }
    }
    return holds;
}

void Walk::ask_again(const OpenCheck& open, json::NodeId resource, Answered& last) {
    const auto in_document = [&](json::NodeId node) { return node == json::no_node ? node : resource + node; };
    const Value value{in_document(open.node), in_document(open.sibling)};
    const auto alternative = [&] { return Alternative{{}, json::no_name, open.type, open.type_id, open.type_rule}; };
    switch (open.kind) {
    case OpenCheck::Kind::primitive:
        check_primitive(check_, open.def, value.node, check_.defs().primitive(open.type_id));
        return;
    case OpenCheck::Kind::element_rules:
        check_element_rules(check_, open.def, value, alternative());
        return;
    case OpenCheck::Kind::type_rule:
        apply_type_rule(check_, open.def, value, alternative());
        return;
    case OpenCheck::Kind::targets:
        check_targets(check_, open.def, value, alternative());
        return;
    case OpenCheck::Kind::constraint:
        constraint(*open.constraint, value, open.type_id, json::no_node, last);
        return;
    case OpenCheck::Kind::text_test:
        check_.is_silent_ = open.test.is_same_of(tree_.text(value.node)) && check_.is_silent_;
        return;
    case OpenCheck::Kind::slice:
        check_.is_silent_ = check_.slice_of(open.def, *open.slices, value, open.type_id) == open.slice && check_.is_silent_;
        return;
    case OpenCheck::Kind::address:
        check_.leads(value.node, tree_.text(value.node));
        return;
    }
}

void Walk::record(json::NodeId resource, const StructurePlan& plan) {
    KnownResources& known = check_.asked().resources();
    std::string outline = known.outline(tree_, resource);
    Recording recording(known.outlines(), tree_, resource);
    check_.recording_ = &recording;
    check_.addresses_ = &recording.addresses();
    const bool was_silent = std::exchange(check_.is_silent_, true);
    definitions(resource, plan, {});
    check_.recording_ = nullptr;
    check_.addresses_ = nullptr;
    if (check_.is_silent_ && !recording.is_spoilt()) {
        known.note(std::move(outline), recording.take());
    }
    check_.is_silent_ = was_silent && check_.is_silent_;
}

ElementId Walk::slice_of(DefAt sliced, const std::vector<ElementId>& slices, const Occurrence& one) {
    const auto find = [&] { return check_.slice_of(sliced, slices, one.value, one.alternative->type_id); };
    Recording* const recording = check_.recording_;
    if (recording == nullptr) {
        return find();
    }
    const ElementId slice = [&] {
        const AsWhole whole(recording);
        return find();
    }();
    if (!recording->is_within() && hangs_on_more(sliced, one)) {
        recording->add({.kind = OpenCheck::Kind::slice,
                        .node = one.value.node,
                        .sibling = one.value.sibling,
                        .def = sliced,
                        .type_id = one.alternative->type_id,
                        .slices = &slices,
                        .slice = slice});
    }
    return slice;
}

// Not if all that tells the slices apart is part of the outline, such as the system of an identifier. Without discriminators it is all that
// they say; what leads elsewhere hangs on what is there.
bool Walk::hangs_on_more(DefAt sliced, const Occurrence& one) const {
    const auto is_part = [](const Step& step) { return step.kind == Step::Kind::child || step.kind == Step::Kind::extension; };
    const auto leads_elsewhere = [](const DiscriminatorPlan& it) { return std::ranges::find(it.steps, Step::Kind::resolve, &Step::kind) != it.steps.end(); };
    const std::vector<DiscriminatorPlan>& discriminators = sliced.checks().discriminators;
    if (std::ranges::any_of(discriminators, leads_elsewhere)) {
        return true;
    }
    return check_.recording_->has_free(one.value) &&
           (discriminators.empty() || !std::ranges::all_of(discriminators, [&](const DiscriminatorPlan& discriminator) {
               const bool is_by_text = discriminator.kind == profiles::DiscriminatorKind::value || discriminator.kind == profiles::DiscriminatorKind::pattern;
               return discriminator.is_understood && is_by_text && std::ranges::all_of(discriminator.steps, is_part) &&
                      std::ranges::none_of(follow(check_, Place{one.value, one.alternative->type_id}, discriminator.steps),
                                           [&](const Place& place) { return check_.recording_->has_free(place.value); });
           }));
}

} // namespace renkei::validate
