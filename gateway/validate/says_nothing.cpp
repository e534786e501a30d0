#include "gateway/validate/says_nothing.h"

#include <algorithm>

namespace renkei::validate {
namespace {

using profiles::ElementDef;

// Of the values that it lets stand there: nothing about their profiles, their targets as the type has them.
bool has_types_of(const ChildPlan& child, const ElementDef& of_type, const defs::Defs& defs) {
    return std::ranges::all_of(child.alternatives, [&](const Alternative& it) {
        if (it.type == nullptr || (it.type_id && defs.kind(it.type_id) == defs::Kind::resource) || !it.type->profiles.empty() || !it.type->aggregation.empty()) {
            return it.type == nullptr;
        }
        return it.type->target_profiles.empty() || std::ranges::any_of(of_type.types, [&](const profiles::TypeRef& own) {
            return own.code == it.type->code && own.target_profiles == it.type->target_profiles;
        });
    });
}

} // namespace

bool says_nothing_of_values(const ChildPlan& child, const ElementPlan& plan, const ElementDef& def, const ElementDef& of_type, const defs::Defs& defs) {
    const bool has_rules = !plan.constraints.empty() || !plan.limits.empty() || !plan.element_rules.empty() || def.fixed || def.pattern;
    const bool has_bindings = plan.value_set != nullptr || plan.max_value_set != nullptr;
    const bool has_parts = !plan.children.empty() || !plan.reslices.empty() || !child.slices.empty() || plan.same_as != nullptr;
    return !has_rules && !has_bindings && !has_parts && def.max_length == of_type.max_length && has_types_of(child, of_type, defs);
}

} // namespace renkei::validate
