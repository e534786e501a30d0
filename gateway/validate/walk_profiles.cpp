// Which profiles a resource is judged by: those asked for, those of loaded guides, those it claims, those
// that these impose.
#include "gateway/validate/walk.h"

namespace renkei::validate {

using diag::Message;

void Walk::profiles_of(json::NodeId node, defs::TypeId type, const std::vector<std::string>& extra) {
    for (const std::string& canonical : extra) { // asked for, so it must be here
        if (check_.plan(canonical) == nullptr) {
            check_.report(Message::validate_profile_not_loaded, diag::Severity::error, node, {canonical});
        } else {
            profile(node, node, type, canonical);
        }
    }
    for (const std::string_view canonical :
         check_.knowledge().global_profiles(check_.document().resource_type(node))) {
        profile(node, node, type, canonical);
    }
    const json::NodeId meta = check_.document().child(node, "meta");
    for (const json::NodeId claimed : check_.document().list(meta, "profile")) {
        if (tree_[claimed].is_string()) {
            profile(claimed, node, type, tree_.text(claimed));
        }
    }
}

void Walk::profile(json::NodeId place, json::NodeId node, defs::TypeId type, std::string_view canonical) {
    const StructurePlan* plan = check_.plan(canonical);
    if (plan == nullptr) {
        if (check_.missing_.contains(canonical)) {
            check_.is_silent_ = false; // of this document it is said already, of the next it is not
            return;
        }
        if (check_.asked().is_absent(canonical)) {
            check_.missing_.emplace(canonical); // once for a document
            check_.report(Message::validate_profile_not_loaded, place, {std::string(canonical)});
        } else {
            const diag::Report problems = check_.knowledge().profiles().problems(canonical);
            check_.report(Message::validate_profile_unusable, place,
                          {std::string(canonical), to_text(problems.findings()[0], diag::Language::english)});
        }
        return;
    }
    if (plan->type && type && !check_.defs().is_a(type, plan->type)) {
        check_.report(Message::validate_profile_other_type, place,
                      {std::string(canonical), std::string(plan->structure->type),
                       std::string(check_.defs().name(type))});
        return;
    }
    if (!plan->is_profile && plan->type && type) {
        return; // the type itself or one that it specializes: its own definition holds all of that one's rules
    }
    check_.judge({node, json::no_node}, type, *plan);
    impose(node, type, *plan);
}

void Walk::impose(json::NodeId node, defs::TypeId type, const StructurePlan& plan) {
    if (!check_.imposed_.insert({node, &plan}).second) {
        return; // profiles may impose one another in a circle
    }
    for (const std::string_view canonical : plan.structure->imposes) {
        if (!check_.document().claims(node, canonical)) { // else it is judged anyway
            profile(node, node, type, canonical);
        }
    }
}

} // namespace renkei::validate
