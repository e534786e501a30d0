#include "gateway/fhir/validate/cache/redundant_elements.h"

#include <algorithm>

namespace renkei::validate {
namespace {

// Are the types of its values as in the type's own definition: without profiles, and with the same targets?
bool has_types_of(const ChildPlan& child, const ElementDef& of_type, const definitions::R4Definitions& r4) {
    return std::ranges::all_of(child.alternatives, [&](const Alternative& it) {
        if (it.type == nullptr || (it.type_id && r4.kind(it.type_id) == definitions::TypeKind::resource) ||
            !it.type->profiles.empty() || !it.type->aggregation.empty()) {
            return it.type == nullptr;
        }
        return it.type->target_profiles.empty() ||
               std::ranges::any_of(of_type.types, [&](const profiles::TypeRef& own) {
                   return own.code == it.type->code && own.target_profiles == it.type->target_profiles;
               });
    });
}

} // namespace

bool adds_no_value_constraint(const ChildPlan& child, const ElementPlan& plan, const ElementDef& def,
                              const ElementDef& of_type, const definitions::R4Definitions& r4) {
    const bool has_rules = !plan.constraints.empty() || !plan.limits.empty() || !plan.element_rules.empty() ||
                           def.fixed || def.pattern;
    const bool has_bindings = plan.value_set != nullptr || plan.max_value_set != nullptr;
    const bool has_parts =
        !plan.children.empty() || !plan.reslices.empty() || !child.slices.empty() || plan.same_as != nullptr;
    return !has_rules && !has_bindings && !has_parts && def.max_length == of_type.max_length &&
           has_types_of(child, of_type, r4);
}

} // namespace renkei::validate
