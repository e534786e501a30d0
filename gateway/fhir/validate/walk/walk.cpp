#include "gateway/fhir/validate/walk/walk.h"

#include "gateway/fhir/validate/cache/dependency_trace.h"
#include "gateway/fhir/validate/elements/element_extensions.h"
#include "gateway/fhir/validate/elements/element_rules.h"
#include "gateway/fhir/validate/elements/json_format.h"
#include "gateway/fhir/validate/elements/slicing.h"
#include "gateway/fhir/validate/elements/type_rules.h"
#include "gateway/fhir/validate/walk/resource_rules.h"
#include "generated/messages/validate.h"

#include <algorithm>

namespace renkei::validate {

std::string name_of(DefAt def) { return std::string(def.def().id.empty() ? def.def().path : def.def().id); }

void Walk::resource(NodeId node, const std::vector<std::string>& extra) {
    const std::string_view name = validation_.document().resource_type(node);
    const definitions::TypeId type = validation_.document().type_of(node);
    const bool is_known = type && validation_.r4().kind(type) == definitions::TypeKind::resource &&
                          !validation_.r4()[type].is_abstract;
    const StructurePlan* plan = is_known ? validation_.context().plan(type) : validation_.plan(name);
    if (plan == nullptr || name.empty() || plan->structure->is_abstract) {
        validation_.report(name.empty() ? message::validate_no_resource_type
                                        : message::validate_unknown_resource,
                           node, {name});
        return;
    }
    validation_.ancestors_.push_back({node, type, name, true});
    const auto check = [&] { definitions(node, *plan, extra); };
    if (extra.empty()) {
        unless_cached(node, check);
    } else if (!is_stopped()) {
        check();
    }
    if (!is_stopped()) {
        apply_resource_rules(validation_, node, name);
    }
    validation_.ancestors_.pop_back();
}

void Walk::along(DefAt target, ElementValue value, definitions::TypeId type) {
    const StructurePlan& profile = *target.plan;
    const Alternative itself{std::string(profile.structure->type), json::no_name, nullptr, type};
    const bool is_resource = type && validation_.r4().kind(type) == definitions::TypeKind::resource;
    if (is_resource) {
        validation_.ancestors_.push_back({value.node, type, profile.structure->type, true});
    }
    if (!profile.defects.empty()) {
        validation_.report_applied_in_part(value.place(), profile);
    }
    element(target, value, itself);
    if (is_resource) {
        validation_.ancestors_.pop_back();
    }
}

void Walk::element(DefAt def, ElementValue value, const Alternative& alternative) {
    if (is_base(def) && !has_right_json_format(validation_, def, value, alternative)) {
        return;
    }
    if (def.checks().has_rules) {
        validation_.run_and_record(DependentCheck::Kind::element_rules, def, value, alternative,
                                   [&] { check_element_rules(validation_, def, value, alternative); });
    }
    content(def, value, alternative);
    if (is_base(def) && is_walk(alternative.type_rule)) {
        apply_type_rule(validation_, def, value, alternative);
    } else if (is_base(def) && alternative.type_rule != no_type_rule) {
        validation_.run_and_record(DependentCheck::Kind::type_rule, def, value, alternative,
                                   [&] { apply_type_rule(validation_, def, value, alternative); });
    }
    if (alternative.type != nullptr &&
        !(alternative.type->target_profiles.empty() && alternative.type->aggregation.empty())) {
        validation_.run_and_record(DependentCheck::Kind::targets, def, value, alternative,
                                   [&] { check_targets(validation_, def, value, alternative); });
    }
    const bool may_have_profiles =
        alternative.type != nullptr && (!alternative.type->profiles.empty() || def.def().types.size() > 1);
    if (may_have_profiles && value.place() != no_node) {
        type_profiles(def, value, alternative);
    }
    // where an element holds a resource, its constraints are evaluated from the holder (a Bundle)
    const bool holds_resource = def.element != 0 && alternative.type_id && value.node != no_node &&
                                validation_.r4().kind(alternative.type_id) == definitions::TypeKind::resource;
    constraints(def.checks().constraints, nullptr, value,
                holds_resource ? validation_.document().type_of(value.node) : alternative.type_id,
                holds_resource ? tree_.parent(value.node) : no_node);
}

const StructurePlan* Walk::type_plan(const Alternative& alternative) const {
    if (alternative.type_id) {
        return validation_.context().plan(alternative.type_id);
    }
    return alternative.type == nullptr ? nullptr : validation_.plan(alternative.type->code);
}

// Checks the content of a value by the children that the definition lists, else by those of its type.
void Walk::content(DefAt def, ElementValue value, const Alternative& alternative) {
    const bool is_root = def.element == 0;
    if (!is_root && alternative.type_id &&
        validation_.r4().kind(alternative.type_id) == definitions::TypeKind::resource) {
        nested_resource(def, value);
        return;
    }
    const NodeId object = value.node != no_node && tree_[value.node].is_object() ? value.node : value.sibling;
    const DefAt here = def.checks().same_as != nullptr ? def.at(def.checks().target) : def;
    if (here.checks().children.empty()) {
        if (is_base(def)) {
            by_type(def, value, alternative);
        }
        return;
    }
    if (object == no_node || !tree_[object].is_object()) {
        // a profile may require what is inside of a primitive that has only its value
        if (is_base(def) || value.node == no_node) {
            return;
        }
    }
    const bool is_resource = is_root && alternative.type_id &&
                             validation_.r4().kind(alternative.type_id) == definitions::TypeKind::resource;
    if (!is_resource) {
        validation_.ancestors_.push_back({value.place(), alternative.type_id, def.def().name, false});
    }
    const bool is_primitive = value.node != no_node && value.node != object;
    children(here, object, is_resource, is_primitive && !is_base(def) ? value.node : no_node);
    if (!is_resource) {
        validation_.ancestors_.pop_back();
    }
    if (here.element != def.element && is_base(def)) {
        constraints(here.checks().constraints, &def.checks().constraints, value, alternative.type_id);
    }
}

void Walk::by_type(DefAt def, ElementValue value, const Alternative& alternative) {
    const StructurePlan* plan = type_plan(alternative);
    if (plan == nullptr || (def.plan == plan && def.element == 0)) {
        // the root of the type; an element of a type within itself (Extension.extension) has its parts as any
        // other
        return;
    }
    const NodeId object = value.node != no_node && tree_[value.node].is_object() ? value.node : value.sibling;
    if (object != no_node && tree_[object].is_object()) {
        validation_.ancestors_.push_back({value.place(), alternative.type_id, def.def().name, false});
        children({plan, 0}, object, false);
        validation_.ancestors_.pop_back();
    }
    constraints(plan->root().constraints, &def.checks().constraints, value, alternative.type_id);
}

void Walk::children(DefAt def, NodeId object, bool is_resource, NodeId primitive) {
    if (is_stopped()) {
        return;
    }
    const ElementPlan& plan = def.checks();
    const bool has_members = object != no_node && tree_[object].is_object();
    const std::size_t members = has_members ? tree_[object].count() : 0;
    ShortList<Found> found(std::min(members + 1, plan.children.size()));
    if (primitive != no_node) {
        const auto value = std::ranges::find_if(
            plan.children, [](const ChildPlan& it) { return it.alternatives[0].name == "value"; });
        if (value != plan.children.end()) {
            place_of(static_cast<std::uint16_t>(value - plan.children.begin()), found).value = primitive;
        }
    }
    if (has_members) {
        collect(def, plan, object, is_resource, found);
    }
    // what is there and what is asked for, in the order of the definition
    auto asked = plan.asked_for.begin();
    for (const Found& one : found.all()) {
        for (; asked != plan.asked_for.end() && *asked < one.child; ++asked) {
            child(def, plan.children[*asked], Found{}, object);
        }
        asked += asked != plan.asked_for.end() && *asked == one.child ? 1 : 0;
        if (!plan.children[one.child].adds_no_constraint) {
            child(def, plan.children[one.child], one, object);
        }
    }
    for (; asked != plan.asked_for.end(); ++asked) {
        child(def, plan.children[*asked], Found{}, object);
    }
}

// Where the members of a child are kept, in the order of the definition. Members mostly come in that order.
Walk::Found& Walk::place_of(std::uint16_t child, ShortList<Found>& found) {
    std::size_t at = found.size();
    while (at > 0 && found[at - 1].child > child) {
        --at;
    }
    if (at == 0 || found[at - 1].child != child) {
        found.insert(at, {.child = child});
        return found[at];
    }
    return found[at - 1];
}

void Walk::collect(DefAt def, const ElementPlan& plan, NodeId object, bool is_resource,
                   ShortList<Found>& found) {
    for (const NodeId member : tree_.children(object)) {
        const NameRow* row = find_name(validation_, plan, tree_, member);
        if (row == nullptr || is_value_of_primitive(def, plan, *row)) {
            if (is_base(def)) {
                unknown_name(def, member, is_resource);
            } else {
                refuse_other_type(validation_, def, member);
            }
            continue;
        }
        Found& place = place_of(row->child, found);
        const bool is_sibling = is_sibling_name(validation_, tree_, member);
        NodeId& slot = is_sibling ? place.sibling : place.value;
        const bool is_other =
            (place.value != no_node || place.sibling != no_node) && place.alternative != row->alternative;
        if (is_other) { // under two names of a choice
            if (is_base(def)) {
                validation_.report(message::validate_choice_twice, member,
                                   {name_of(def.at(plan.children[row->child].element))});
            }
            continue;
        }
        place.alternative = row->alternative;
        slot = member;
    }
}

// R4 json.html#primitive: the value is under the name of the element itself; "_name" holds an id and
// extensions.
bool Walk::is_value_of_primitive(DefAt def, const ElementPlan& plan, const NameRow& row) const {
    return is_base(def) && def.element == 0 && def.plan->type &&
           validation_.r4().kind(def.plan->type) == definitions::TypeKind::primitive &&
           plan.children[row.child].alternatives[row.alternative].name == "value";
}

void Walk::unknown_name(DefAt def, NodeId node, bool is_resource) {
    const std::string_view key = tree_.key(node);
    if (is_resource && key == "resourceType") {
        return;
    }
    validation_.report(key == "fhir_comments" ? message::validate_comments
                                              : message::validate_unknown_element,
                       node, {key, name_of(def)});
}

void Walk::child(DefAt parent, const ChildPlan& child, const Found& found, NodeId object) {
    const DefAt def = parent.at(child.element);
    const NodeId any = found.value != no_node ? found.value : found.sibling;
    const bool is_array = any != no_node && tree_[any].is_array();
    const Occurrence single{{found.value, found.sibling}, &child.alternatives[found.alternative]};
    const auto length = [&](NodeId node) {
        return node != no_node && tree_[node].is_array() ? tree_[node].count() : 0;
    };
    ShortList<Occurrence> many(std::max(length(found.value), length(found.sibling)));
    if (is_array) {
        in_array(child, found, many);
    }
    const std::span<const Occurrence> all =
        is_array ? many.all() : std::span(&single, any == no_node ? 0U : 1U);
    if (is_base(def) && found.value != no_node) {
        check_array_format(validation_, child, found.value, found.sibling);
    }
    const std::size_t most = def.def().max;
    const NodeId extra = all.size() > most ? all[most].value.place() : no_node;
    const bool is_refused_array = is_base(def) && is_array && !child.is_array; // reported above
    count(def, is_refused_array ? std::min(all.size(), most) : all.size(), object, extra);
    if (child.adds_no_value_constraint) {
        return;
    }
    for (const Occurrence& one : all) {
        element(def, one.value, *one.alternative);
    }
    list_rules(def, all);
    if (!child.slices.empty()) {
        slices(def, child.slices, all, object);
    }
}

// What the definition asks of the values of an element, or of a slice, together.
void Walk::list_rules(DefAt def, std::span<const Occurrence> all) {
    if (def.checks().element_rules.empty() || !has_rules_of_lists(def)) {
        return;
    }
    ShortList<NodeId> values(all.size());
    for (const Occurrence& one : all) {
        if (one.value.node != no_node && !tree_[one.value.node].is_null() &&
            tree_[tree_.parent(one.value.node)].is_array()) {
            values.push_back(one.value.node);
        }
    }
    if (values.size() > 0) {
        check_rules_of_lists(validation_, def, tree_.parent(values[0]), values.all());
    }
}

// "given": ["a", null], "_given": [null, {…}] are two occurrences.
void Walk::in_array(const ChildPlan& child, const Found& found, ShortList<Occurrence>& out) {
    const Alternative& alternative = child.alternatives[found.alternative];
    const auto first = [&](NodeId array) {
        return array == no_node || !tree_[array].is_array() ? no_node : tree_.first_child(array);
    };
    NodeId value = first(found.value);
    NodeId sibling = first(found.sibling);
    const auto unless_null = [&](NodeId node) {
        return node == no_node || tree_[node].is_null() ? no_node : node;
    };
    while (value != no_node || sibling != no_node) {
        ElementValue one{unless_null(value), unless_null(sibling)};
        if (one.place() == no_node) {
            one.node = value != no_node ? value : sibling; // a null on its own
        }
        out.push_back({one, &alternative});
        value = value == no_node ? value : tree_.next(value);
        sibling = sibling == no_node ? sibling : tree_.next(sibling);
    }
}

void Walk::count(DefAt def, std::size_t count, NodeId object, NodeId first_extra, std::size_t possible) {
    const ElementDef& it = def.def();
    const ElementPlan& plan = def.checks();
    const NodeId at = object != no_node ? object : validation_.ancestors().back().node;
    if (count + possible < it.min && !plan.same_min) {
        validation_.report(
            message::validate_too_few, at,
            {name_of(def), std::to_string(it.min), std::to_string(count), def.plan->structure->url});
    }
    if (count > it.max && !plan.same_max) {
        validation_.report(message::validate_too_many, first_extra,
                           {written_name(validation_.document(), name_of(def), first_extra),
                            std::to_string(it.max), std::to_string(count), def.plan->structure->url});
    }
}

void Walk::slices(DefAt sliced, const std::vector<ElementId>& slices, std::span<const Occurrence> all,
                  NodeId object) {
    const profiles::Slicing& slicing = sliced.def().slicing;
    ShortList<std::size_t> places(all.size()); // of each occurrence the place of its slice
    std::size_t furthest = 0;
    bool after_end = false;
    std::vector<ElementId> possible; // of what cannot be judged: the slices that it may belong to
    for (const Occurrence& one : all) {
        const ElementId slice = slice_of(sliced, slices, one, possible);
        if (slice == undecided_slice || slice == profiles::no_element) {
            after_end = after_end || slice == profiles::no_element;
            places.push_back(slices.size());
            if (slice == profiles::no_element && slicing.rules == profiles::SlicingRules::closed) {
                validation_.report(message::validate_no_slice, one.value.place(),
                                   {name_of(sliced), sliced.plan->structure->url});
            }
            continue;
        }
        const auto place = static_cast<std::size_t>(std::ranges::find(slices, slice) - slices.begin());
        if (slicing.ordered && place < furthest) {
            validation_.report(message::validate_slice_order, one.value.place(), {name_of(sliced.at(slice))});
        }
        if (slicing.rules == profiles::SlicingRules::open_at_end && after_end) {
            validation_.report(message::validate_slice_after_open_end, one.value.place(),
                               {name_of(sliced.at(slice))});
        }
        furthest = std::max(furthest, place);
        places.push_back(place);
    }
    ShortList<Occurrence> members(all.size());
    for (std::size_t at = 0; at < slices.size(); ++at) {
        const DefAt slice = sliced.at(slices[at]);
        members.clear();
        for (std::size_t one = 0; one < all.size(); ++one) {
            if (places[one] == at) {
                members.push_back(all[one]);
            }
        }
        const std::size_t most = slice.def().max;
        count(slice, members.size(), object, members.size() > most ? members[most].value.place() : no_node,
              static_cast<std::size_t>(std::ranges::count(possible, slices[at])));
        for (const Occurrence& one : members.all()) {
            const Alternative as_slice = alternative_of_slice(validation_, slice, *one.alternative);
            element(slice, one.value, as_slice);
        }
        list_rules(slice, members.all());
        if (!slice.checks().reslices.empty()) {
            this->slices(slice, slice.checks().reslices, members.all(), object);
        }
    }
}

} // namespace renkei::validate
