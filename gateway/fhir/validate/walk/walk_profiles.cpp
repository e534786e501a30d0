// Which profiles a value is validated against: those asked for, those of loaded guides, those that R4 asks
// for by a code, those it claims, those that these impose, and those that a definition names for a type.
#include "gateway/fhir/validate/walk/guide_packages.h"
#include "gateway/fhir/validate/walk/walk.h"
#include "generated/messages/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace renkei::validate {

namespace {

std::string joined_codes(const std::vector<profiles::TypeRef>& types) {
    std::string out;
    for (const profiles::TypeRef& type : types) {
        out += fmt::format("{}{}", out.empty() ? "" : ", ", type.code);
    }
    return out;
}

// The allowed type that fits a resource of this type: the same type, else one that it derives from.
const profiles::TypeRef* type_of_resource(const ValidationRun& validation, DefAt def,
                                          definitions::TypeId type) {
    const auto& types = def.def().types;
    const auto found = std::ranges::find_if(
        types, [&](const profiles::TypeRef& one) { return validation.r4().type(one.code) == type; });
    if (found != types.end()) {
        return &*found;
    }
    const auto base = std::ranges::find_if(types, [&](const profiles::TypeRef& one) {
        const definitions::TypeId wanted = validation.r4().type(one.code);
        return !wanted || validation.r4().is_a(type, wanted);
    });
    return base == types.end() ? nullptr : &*base;
}

} // namespace

void Walk::profiles_of(NodeId node, definitions::TypeId type, const std::vector<std::string>& extra) {
    for (const std::string& canonical : extra) { // asked for, so it must be here
        if (validation_.plan(canonical) == nullptr && validation_.lookups().is_absent(canonical)) {
            validation_.report(message::validate_profile_not_loaded, diag::Severity::error, node,
                               {canonical, needed_package(canonical).name});
        } else {
            profile(node, node, type, canonical);
        }
    }
    for (const std::string_view canonical :
         validation_.context().global_profiles(validation_.document().resource_type(node))) {
        profile(node, node, type, canonical);
    }
    profiles_by_code(node, type);
    const NodeId meta = validation_.document().child(node, "meta");
    for (const NodeId claimed : validation_.document().list(meta, "profile")) {
        if (tree_[claimed].is_string()) {
            profile(claimed, node, type, tree_.text(claimed));
        }
    }
}

// R4 observation-vitalsigns.html: systems that support one of these vital signs SHALL conform to its profile.
// What such a profile only recommends is not reported of a resource that does not claim it.
void Walk::profiles_by_code(NodeId node, definitions::TypeId type) {
    const Document& document = validation_.document();
    if (!validation_.context().has_code_profiles(document.resource_type(node))) {
        return;
    }
    for (const NodeId coding :
         document.list(document.child(node, document.names().code), document.names().coding)) {
        const std::string_view canonical = validation_.context().code_profile(
            document.text(coding, document.names().system), document.text(coding, document.names().code));
        if (!canonical.empty() && !document.claims(node, canonical)) {
            const bool reported_errors_only = std::exchange(validation_.reporting_.errors_only, true);
            profile(coding, node, type, canonical);
            validation_.reporting_.errors_only = reported_errors_only;
        }
    }
}

void Walk::profile(NodeId place, NodeId node, definitions::TypeId type, std::string_view canonical) {
    const StructurePlan* plan = validation_.plan(canonical);
    if (plan == nullptr) {
        validation_.report_not_applied(place, canonical);
        return;
    }
    if (plan->type && type && !validation_.r4().is_a(type, plan->type)) {
        validation_.report(message::validate_profile_other_type, place,
                           {canonical, plan->structure->type, validation_.r4().name(type)});
        return;
    }
    if (!plan->is_profile && plan->type && type) {
        // the type itself or one that it specializes: its own definition holds all of that one's rules
        return;
    }
    validation_.validate({node, no_node}, type, *plan);
    imposed_profiles(node, type, *plan);
}

void Walk::imposed_profiles(NodeId node, definitions::TypeId type, const StructurePlan& plan) {
    if (!validation_.imposed_.insert({node, &plan}).second) {
        return; // profiles may impose one another in a circle
    }
    for (const std::string_view canonical : plan.structure->imposes) {
        if (!validation_.document().claims(node, canonical)) { // else it is validated anyway
            profile(node, node, type, canonical);
        }
    }
}

void Walk::nested_resource(DefAt def, ElementValue value) {
    if (is_base(def)) {
        resource(value.node, {});
        return;
    }
    const definitions::TypeId type = validation_.document().type_of(value.node);
    if (!type) {
        return; // the walk along the base says so
    }
    if (!def.def().types.empty() && type_of_resource(validation_, def, type) == nullptr) {
        validation_.report(
            message::validate_wrong_resource_type, value.node,
            {validation_.r4().name(type), joined_codes(def.def().types), def.plan->structure->url});
        return;
    }
    if (!def.checks().children.empty()) {
        validation_.ancestors_.push_back({value.node, type, validation_.r4().name(type), true});
        children(def, value.node, true);
        validation_.ancestors_.pop_back();
    }
}

// Any of the profiles that the definition allows for the type.
void Walk::type_profiles(DefAt def, ElementValue value, const Alternative& alternative) {
    const profiles::TypeRef* allowed = alternative.type;
    definitions::TypeId type = alternative.type_id;
    if (type && validation_.r4().kind(type) == definitions::TypeKind::resource && value.node != no_node) {
        type = validation_.document().type_of(value.node);
        allowed = type ? type_of_resource(validation_, def, type) : nullptr;
    }
    if (allowed == nullptr || allowed->profiles.empty()) {
        return;
    }
    std::vector<DefAt> targets; // those that are for this type
    std::string names;
    for (std::size_t at = 0; at < allowed->profiles.size(); ++at) {
        const std::string_view canonical = allowed->profiles[at];
        const std::string_view part = allowed->profile_elements[at];
        const StructurePlan* plan = validation_.plan(canonical);
        const ElementId element = plan == nullptr || part.empty() ? 0 : plan->structure->by_id(part);
        if (plan == nullptr || element == profiles::no_element) {
            plan == nullptr ? validation_.report_not_applied(value.place(), canonical)
                            : validation_.report_no_such_element(value.place(), *plan, part);
            return; // it might have been the one
        }
        if (element != 0 || !plan->type || !type || validation_.r4().is_a(type, plan->type)) {
            targets.push_back({plan, element});
        }
        names += fmt::format("{}{}", names.empty() ? "" : ", ", canonical);
    }
    if (targets.size() == 1) {
        validation_.validate(value, type, *targets[0].plan, targets[0].element);
        return;
    }
    if (std::ranges::none_of(targets, [&](DefAt target) {
            return validation_.conforms(value, type, *target.plan, target.element);
        })) {
        validation_.report(message::validate_no_profile_fits, value.place(), {names, name_of(def)});
    }
}

} // namespace renkei::validate
