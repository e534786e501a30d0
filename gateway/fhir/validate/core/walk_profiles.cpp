// Which profiles a value is judged by: those asked for, those of loaded guides, those that R4 asks for by a
// code, those it claims, those that these impose, and those that a definition names for a type.
#include "gateway/fhir/validate/core/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace renkei::validate {

using diag::Message;

namespace {

std::string joined_codes(const std::vector<profiles::TypeRef>& types) {
    std::string out;
    for (const profiles::TypeRef& type : types) {
        out += fmt::format("{}{}", out.empty() ? "" : ", ", type.code);
    }
    return out;
}

// Of the types that a definition allows, the one that a resource of this type is: itself, else what it
// derives from.
const profiles::TypeRef* type_of_resource(const Check& check, DefAt def, definitions::TypeId type) {
    const auto& types = def.def().types;
    const auto found = std::ranges::find_if(
        types, [&](const profiles::TypeRef& one) { return check.r4().type(one.code) == type; });
    if (found != types.end()) {
        return &*found;
    }
    const auto base = std::ranges::find_if(types, [&](const profiles::TypeRef& one) {
        const definitions::TypeId wanted = check.r4().type(one.code);
        return !wanted || check.r4().is_a(type, wanted);
    });
    return base == types.end() ? nullptr : &*base;
}

} // namespace

void Walk::profiles_of(json::NodeId node, definitions::TypeId type, const std::vector<std::string>& extra) {
    for (const std::string& canonical : extra) { // asked for, so it must be here
        if (check_.plan(canonical) == nullptr) {
            check_.report(Message::validate_profile_not_loaded, diag::Severity::error, node, {canonical});
        } else {
            profile(node, node, type, canonical);
        }
    }
    for (const std::string_view canonical :
         check_.context().global_profiles(check_.document().resource_type(node))) {
        profile(node, node, type, canonical);
    }
    by_codes(node, type);
    const json::NodeId meta = check_.document().child(node, "meta");
    for (const json::NodeId claimed : check_.document().list(meta, "profile")) {
        if (tree_[claimed].is_string()) {
            profile(claimed, node, type, tree_.text(claimed));
        }
    }
}

// R4 observation-vitalsigns.html: systems that support one of these vital signs SHALL conform to its profile.
// What such a profile only recommends is not reported of a resource that does not claim it.
void Walk::by_codes(json::NodeId node, definitions::TypeId type) {
    const Document& document = check_.document();
    if (!check_.context().has_code_profiles(document.resource_type(node))) {
        return;
    }
    for (const json::NodeId coding :
         document.list(document.child(node, document.names().code), document.names().coding)) {
        const std::string_view canonical = check_.context().code_profile(
            document.text(coding, document.names().system), document.text(coding, document.names().code));
        if (!canonical.empty() && !document.claims(node, canonical)) {
            const bool reported_errors_only = std::exchange(check_.reports_errors_only_, true);
            profile(coding, node, type, canonical);
            check_.reports_errors_only_ = reported_errors_only;
        }
    }
}

void Walk::profile(json::NodeId place, json::NodeId node, definitions::TypeId type,
                   std::string_view canonical) {
    const StructurePlan* plan = check_.plan(canonical);
    if (plan == nullptr) {
        if (check_.lookups().is_absent(canonical)) {
            check_.report_missing(place, canonical);
        } else {
            const diag::Report problems = check_.context().profiles().problems(canonical);
            check_.report(Message::validate_profile_unusable, place,
                          {std::string(canonical), to_text(problems.findings()[0], diag::Language::english)});
        }
        return;
    }
    if (plan->type && type && !check_.r4().is_a(type, plan->type)) {
        check_.report(Message::validate_profile_other_type, place,
                      {std::string(canonical), std::string(plan->structure->type),
                       std::string(check_.r4().name(type))});
        return;
    }
    if (!plan->is_profile && plan->type && type) {
        // the type itself or one that it specializes: its own definition holds all of that one's rules
        return;
    }
    check_.judge({node, json::no_node}, type, *plan);
    impose(node, type, *plan);
}

void Walk::impose(json::NodeId node, definitions::TypeId type, const StructurePlan& plan) {
    if (!check_.imposed_.insert({node, &plan}).second) {
        return; // profiles may impose one another in a circle
    }
    for (const std::string_view canonical : plan.structure->imposes) {
        if (!check_.document().claims(node, canonical)) { // else it is judged anyway
            profile(node, node, type, canonical);
        }
    }
}

void Walk::nested_resource(DefAt def, ElementValue value) {
    if (is_base(def)) {
        resource(value.node, {});
        return;
    }
    const definitions::TypeId type = check_.document().type_of(value.node);
    if (!type) {
        return; // the walk along the base says so
    }
    if (!def.def().types.empty() && type_of_resource(check_, def, type) == nullptr) {
        check_.report(Message::validate_wrong_resource_type, value.node,
                      {std::string(check_.r4().name(type)), joined_codes(def.def().types),
                       std::string(def.plan->structure->url)});
        return;
    }
    if (!def.checks().children.empty()) {
        check_.frames_.push_back({value.node, type, check_.r4().name(type), true});
        children(def, value.node, true);
        check_.frames_.pop_back();
    }
}

// Any of the profiles that the definition allows for the type.
void Walk::type_profiles(DefAt def, ElementValue value, const Alternative& alternative) {
    const profiles::TypeRef* allowed = alternative.type;
    definitions::TypeId type = alternative.type_id;
    if (type && check_.r4().kind(type) == definitions::TypeKind::resource && value.node != json::no_node) {
        type = check_.document().type_of(value.node);
        allowed = type ? type_of_resource(check_, def, type) : nullptr;
    }
    if (allowed == nullptr || allowed->profiles.empty()) {
        return;
    }
    std::vector<const StructurePlan*> plans; // those that are for this type
    std::string names;
    for (const std::string_view canonical : allowed->profiles) {
        const StructurePlan* plan = check_.plan(canonical);
        if (plan == nullptr) {
            check_.report(Message::validate_profile_not_loaded, value.place(), {std::string(canonical)});
            return; // it might have been the one
        }
        if (!plan->type || !type || check_.r4().is_a(type, plan->type)) {
            plans.push_back(plan);
        }
        names += fmt::format("{}{}", names.empty() ? "" : ", ", canonical);
    }
    if (plans.size() == 1) {
        check_.judge(value, type, *plans[0]);
        return;
    }
    if (std::ranges::none_of(
            plans, [&](const StructurePlan* plan) { return check_.conforms(value, type, *plan); })) {
        check_.report(Message::validate_no_profile_fits, value.place(), {names, name_of(def)});
    }
}

} // namespace renkei::validate
