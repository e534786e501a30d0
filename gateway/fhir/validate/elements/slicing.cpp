#include "gateway/fhir/validate/elements/slicing.h"

#include "gateway/fhir/validate/elements/element_rules.h"
#include "gateway/fhir/validate/terminology/bindings.h"
#include "generated/messages/validate.h"

#include <algorithm>

namespace renkei::validate {
namespace {

namespace message = diag::message;
using profiles::DiscriminatorKind;
using profiles::ElementDef;
using profiles::ElementId;

std::string_view choice_base(std::string_view name) {
    return name.ends_with("[x]") ? name.substr(0, name.size() - 3) : name;
}

// Fixed and pattern values and required bindings, of the element and of what is inside of it.
struct Demand {
    bool made = false; // says something
    bool met = true;
};

void demand(ValidationRun& validation, DefAt def, const std::vector<ElementPlace>& places, Demand& out,
            int depth);

// Has the place the fixed value of the element, or else its pattern?
bool is_constant(const ValidationRun& validation, DefAt def, const ElementPlace& place) {
    const ElementDef& it = def.def();
    const json::NodeId wanted = it.fixed ? it.fixed.node : it.pattern.node;
    if (wanted == json::no_node || place.value.node == json::no_node) {
        return false;
    }
    const json::Tree& own = def.plan->structure->tree();
    return it.fixed ? equals(validation.tree(), place.value.node, own, wanted)
                    : contains(validation.tree(), place.value.node, own, wanted);
}

// Most slices: found by one fixed value or pattern, such as the URL of an extension or the system of a code.
bool is_by_constant(const DiscriminatorPlan& discriminator, const std::vector<DefAt>& r4) {
    const bool is_value =
        discriminator.kind == DiscriminatorKind::value || discriminator.kind == DiscriminatorKind::pattern;
    return is_value && r4.size() == 1 && r4.front().def().max != 0 &&
           (r4.front().def().fixed || r4.front().def().pattern);
}

void children(ValidationRun& validation, DefAt def, const std::vector<ElementPlace>& places, Demand& out,
              int depth) {
    for (const ChildPlan& child : def.checks().children) {
        const DiscriminatorStep step =
            child_step(choice_base(def.at(child.element).def().name), validation.r4());
        std::vector<ElementPlace> inside;
        for (const ElementPlace& place : places) {
            std::ranges::copy(follow(validation, place, std::span(&step, 1)), std::back_inserter(inside));
        }
        for (const ElementId slice : child.slices) { // coding:local.system …: what a required slice demands
            if (def.at(slice).def().min > 0) {
                demand(validation, def.at(slice), inside, out, depth + 1);
            }
        }
        const bool may_be_absent = def.at(child.element).def().min == 0 && inside.empty();
        if (!may_be_absent || def.at(child.element).def().fixed || def.at(child.element).def().pattern) {
            demand(validation, def.at(child.element), inside, out, depth + 1);
        }
    }
}

void demand(ValidationRun& validation, DefAt def, const std::vector<ElementPlace>& places, Demand& out,
            int depth) {
    const ElementDef& it = def.def();
    if (it.fixed || it.pattern) {
        out.made = true;
        out.met = out.met && std::ranges::any_of(places, [&](const ElementPlace& place) {
                      return is_constant(validation, def, place);
                  });
        return;
    }
    const bool is_bound =
        it.binding.strength == definitions::Strength::required && !it.binding.value_set.empty();
    if (is_bound && (def.plan->is_profile || depth == 0)) {
        const auto set = validation.context().terminology().value_set(it.binding.value_set);
        const bool is_member = std::ranges::any_of(places, [&](const ElementPlace& place) {
            return place.value.node != json::no_node &&
                   member_of(validation, place.value.node, set) == definitions::Tristate::yes;
        });
        if (def.checks().value_set != nullptr || depth == 0) { // the profile demands more than the type does
            out.made = true;
            out.met = out.met && is_member;
        }
    }
    if (depth < 8) {
        children(validation, def, places, out, depth);
    }
    for (const profiles::TypeRef& type : it.types) { // demands that a profile of the type makes
        if (type.profiles.size() == 1 && depth < 8) {
            if (const StructurePlan* plan = validation.plan(type.profiles[0]);
                plan != nullptr && plan->is_profile) {
                children(validation, {plan, 0}, places, out, depth + 1);
            }
        }
    }
}

std::optional<bool> by_value(ValidationRun& validation, const std::vector<DefAt>& r4,
                             const std::vector<ElementPlace>& places) {
    Demand out;
    for (const DefAt def : r4) {
        if (def.def().max == 0) { // the absence of the element decides
            return places.empty();
        }
        demand(validation, def, places, out, 0);
    }
    return out.made ? std::optional(out.met) : std::nullopt;
}

std::optional<bool> by_existence(const std::vector<DefAt>& r4, const std::vector<ElementPlace>& places) {
    for (const DefAt def : r4) {
        if (def.def().max == 0) {
            return places.empty();
        }
        if (def.def().min > 0) {
            return !places.empty();
        }
    }
    return std::nullopt;
}

bool is_of_element_type(const ValidationRun& validation, DefAt def, const ElementPlace& place) {
    definitions::TypeId type = place.type;
    if (type && validation.r4().kind(type) == definitions::TypeKind::resource &&
        place.value.node != json::no_node) {
        type = validation.document().type_of(place.value.node);
    }
    if (def.element == 0) { // the root of a profile
        return def.plan->type == type;
    }
    return std::ranges::any_of(def.def().types, [&](const profiles::TypeRef& one) {
        const definitions::TypeId wanted = validation.r4().type(one.code);
        if (!wanted || !validation.r4().is_a(type, wanted)) {
            return false;
        }
        // Resource with a profile means the profile's type
        return one.profiles.empty() || wanted == type ||
               std::ranges::any_of(one.profiles, [&](std::string_view canonical) {
                   const StructurePlan* plan = validation.plan(canonical);
                   return plan == nullptr || !plan->type || validation.r4().is_a(type, plan->type);
               });
    });
}

std::optional<bool> by_type(const ValidationRun& validation, const std::vector<DefAt>& r4,
                            const std::vector<ElementPlace>& places) {
    if (r4.empty()) {
        return std::nullopt;
    }
    return std::ranges::any_of(places, [&](const ElementPlace& place) {
        return std::ranges::any_of(r4, [&](DefAt def) { return is_of_element_type(validation, def, place); });
    });
}

std::optional<bool> by_profile(ValidationRun& validation, const std::vector<DefAt>& r4,
                               const std::vector<ElementPlace>& places) {
    bool any = false;
    for (const DefAt def : r4) {
        std::vector<const StructurePlan*> wanted;
        if (def.element == 0) {
            wanted.push_back(def.plan);
        }
        for (const profiles::TypeRef& type : def.def().types) {
            for (const std::string_view canonical : type.profiles) {
                if (const StructurePlan* plan = validation.plan(canonical)) {
                    wanted.push_back(plan);
                } else if (!places.empty()) {
                    validation.report_not_applied(places.front().value.place(), canonical);
                }
            }
        }
        for (const StructurePlan* plan : wanted) {
            any = true;
            const bool fits = std::ranges::any_of(places, [&](const ElementPlace& place) {
                definitions::TypeId type = place.type;
                if (type && validation.r4().kind(type) == definitions::TypeKind::resource) {
                    type = validation.document().type_of(place.value.node);
                }
                return (!plan->type || validation.r4().is_a(type, plan->type)) &&
                       validation.conforms(place.value, type, *plan);
            });
            if (fits) {
                return true;
            }
        }
    }
    return any ? std::optional(false) : std::nullopt;
}

// A slice that is known by the profile of what a reference leads to, and that profile is not here.
void report_targets_not_here(ValidationRun& validation, DefAt slice, const ElementPlace& place,
                             std::span<const DiscriminatorStep> steps) {
    for (std::size_t at = 0; at < steps.size(); ++at) {
        if (steps[at].kind != DiscriminatorStep::Kind::resolve) {
            continue;
        }
        for (const DefAt from : follow(validation, slice, steps.first(at))) {
            for (const profiles::TypeRef& type : from.def().types) {
                for (const std::string_view canonical : type.target_profiles) {
                    if (validation.plan(canonical) == nullptr) {
                        validation.report_not_applied(place.value.place(), canonical);
                    }
                }
            }
        }
    }
}

bool belongs_to(ValidationRun& validation, DefAt sliced, ElementId slice, const ElementPlace& place) {
    const DefAt at = sliced.at(slice);
    const auto& discriminators = sliced.checks().discriminators;
    if (discriminators.empty()) { // only the whole definitions distinguish the slices
        static const DiscriminatorPlan whole{profiles::DiscriminatorKind::value, {}, "$this", true};
        const auto answer = agrees(validation, whole, at, place);
        return answer.value_or(false);
    }
    bool any = false; // a discriminator without value in the slice leaves it to the others
    for (const DiscriminatorPlan& one : discriminators) {
        const auto answer = agrees(validation, one, at, place);
        if (answer == false) {
            return false;
        }
        any = any || answer.has_value();
    }
    return any;
}

} // namespace

std::optional<bool> agrees(ValidationRun& validation, const DiscriminatorPlan& discriminator, DefAt slice,
                           const ElementPlace& place) {
    if (!discriminator.is_understood) {
        return std::nullopt;
    }
    const std::vector<DefAt> r4 = follow(validation, slice, discriminator.steps);
    if (r4.empty()) {
        report_targets_not_here(validation, slice, place, discriminator.steps);
    }
    if (is_by_constant(discriminator, r4)) {
        const DefAt def = r4.front();
        return any_place(validation, place, discriminator.steps,
                         [&](const ElementPlace& at) { return is_constant(validation, def, at); });
    }
    const std::vector<ElementPlace> places = follow(validation, place, discriminator.steps);
    switch (discriminator.kind) {
    case DiscriminatorKind::value:
    case DiscriminatorKind::pattern: return by_value(validation, r4, places);
    case DiscriminatorKind::exists: return by_existence(r4, places);
    case DiscriminatorKind::type: return by_type(validation, r4, places);
    case DiscriminatorKind::profile: return by_profile(validation, r4, places);
    case DiscriminatorKind::unknown: break;
    }
    return std::nullopt;
}

ElementId slice_of(ValidationRun& validation, DefAt sliced, const std::vector<ElementId>& slices,
                   const ElementPlace& place) {
    ElementId found = profiles::no_element;
    for (const ElementId slice : slices) {
        if (!belongs_to(validation, sliced, slice, place)) {
            continue;
        }
        if (found != profiles::no_element) {
            validation.report(message::validate_two_slices, place.value.place(),
                              {std::string(sliced.at(found).def().slice_name),
                               std::string(sliced.at(slice).def().slice_name),
                               std::string(sliced.plan->structure->url)});
            break;
        }
        found = slice;
    }
    return found;
}

} // namespace renkei::validate
