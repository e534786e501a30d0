#include "gateway/validate/slicing.h"

#include "gateway/validate/bindings.h"
#include "gateway/validate/element_rules.h"

#include <algorithm>

namespace renkei::validate {
namespace {

using diag::Message;
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

void demand(Check& check, DefAt def, const std::vector<Place>& places, Demand& out, int depth);

// Has the place the fixed value of the element, or else its pattern?
bool is_constant(const Check& check, DefAt def, const Place& place) {
    const ElementDef& it = def.def();
    const json::NodeId wanted = it.fixed ? it.fixed.node : it.pattern.node;
    if (wanted == json::no_node || place.value.node == json::no_node) {
        return false;
    }
    const json::Tree& own = def.plan->structure->tree();
    return it.fixed ? equals(check.tree(), place.value.node, own, wanted)
                    : contains(check.tree(), place.value.node, own, wanted);
}

// Most slices: told by one fixed value or pattern, such as the URL of an extension or the system of a code.
bool is_by_constant(const DiscriminatorPlan& discriminator, const std::vector<DefAt>& defs) {
    const bool is_value = discriminator.kind == DiscriminatorKind::value ||
                          discriminator.kind == DiscriminatorKind::pattern;
    return is_value && defs.size() == 1 && defs.front().def().max != 0 &&
           (defs.front().def().fixed || defs.front().def().pattern);
}

void children(Check& check, DefAt def, const std::vector<Place>& places, Demand& out, int depth) {
    for (const ChildPlan& child : def.checks().children) {
        const Step step = child_step(choice_base(def.at(child.element).def().name), check.defs());
        std::vector<Place> inside;
        for (const Place& place : places) {
            std::ranges::copy(follow(check, place, std::span(&step, 1)), std::back_inserter(inside));
        }
        for (const ElementId slice : child.slices) { // coding:local.system …: what a required slice demands
            if (def.at(slice).def().min > 0) {
                demand(check, def.at(slice), inside, out, depth + 1);
            }
        }
        const bool may_be_absent = def.at(child.element).def().min == 0 && inside.empty();
        if (!may_be_absent || def.at(child.element).def().fixed || def.at(child.element).def().pattern) {
            demand(check, def.at(child.element), inside, out, depth + 1);
        }
    }
}

void demand(Check& check, DefAt def, const std::vector<Place>& places, Demand& out, int depth) {
    const ElementDef& it = def.def();
    if (it.fixed || it.pattern) {
        out.made = true;
        out.met = out.met && std::ranges::any_of(places, [&](const Place& place) {
                      return is_constant(check, def, place);
                  });
        return;
    }
    const bool is_bound = it.binding.strength == defs::Strength::required && !it.binding.value_set.empty();
    if (is_bound && (def.plan->is_profile || depth == 0)) {
        const auto set = check.knowledge().terms().value_set(it.binding.value_set);
        const bool is_member = std::ranges::any_of(places, [&](const Place& place) {
            return place.value.node != json::no_node &&
                   member_of(check, place.value.node, set) == defs::Answer::yes;
        });
        if (def.checks().value_set != nullptr || depth == 0) { // not only what the type says anyway
            out.made = true;
            out.met = out.met && is_member;
        }
    }
    if (depth < 8) {
        children(check, def, places, out, depth);
    }
    for (const profiles::TypeRef& type : it.types) { // demands that a profile of the type makes
        if (type.profiles.size() == 1 && depth < 8) {
            if (const StructurePlan* plan = check.plan(type.profiles[0]);
                plan != nullptr && plan->is_profile) {
                children(check, {plan, 0}, places, out, depth + 1);
            }
        }
    }
}

std::optional<bool> by_value(Check& check, const std::vector<DefAt>& defs, const std::vector<Place>& places) {
    Demand out;
    for (const DefAt def : defs) {
        if (def.def().max == 0) { // the slice is told by its absence
            return places.empty();
        }
        demand(check, def, places, out, 0);
    }
    return out.made ? std::optional(out.met) : std::nullopt;
}

std::optional<bool> by_existence(const std::vector<DefAt>& defs, const std::vector<Place>& places) {
    for (const DefAt def : defs) {
        if (def.def().max == 0) {
            return places.empty();
        }
        if (def.def().min > 0) {
            return !places.empty();
        }
    }
    return std::nullopt;
}

bool is_of_element_type(const Check& check, DefAt def, const Place& place) {
    defs::TypeId type = place.type;
    if (type && check.defs().kind(type) == defs::Kind::resource && place.value.node != json::no_node) {
        type = check.document().type_of(place.value.node);
    }
    if (def.element == 0) { // the root of a profile
        return def.plan->type == type;
    }
    return std::ranges::any_of(def.def().types, [&](const profiles::TypeRef& one) {
        const defs::TypeId wanted = check.defs().type(one.code);
        if (!wanted || !check.defs().is_a(type, wanted)) {
            return false;
        }
        // Resource with a profile means the profile's type
        return one.profiles.empty() || wanted == type ||
               std::ranges::any_of(one.profiles, [&](std::string_view canonical) {
                   const StructurePlan* plan = check.plan(canonical);
                   return plan == nullptr || !plan->type || check.defs().is_a(type, plan->type);
               });
    });
}

std::optional<bool> by_type(const Check& check, const std::vector<DefAt>& defs,
                            const std::vector<Place>& places) {
    if (defs.empty()) {
        return std::nullopt;
    }
    return std::ranges::any_of(places, [&](const Place& place) {
        return std::ranges::any_of(defs, [&](DefAt def) { return is_of_element_type(check, def, place); });
    });
}

std::optional<bool> by_profile(Check& check, const std::vector<DefAt>& defs,
                               const std::vector<Place>& places) {
    bool any = false;
    for (const DefAt def : defs) {
        std::vector<const StructurePlan*> wanted;
        if (def.element == 0) {
            wanted.push_back(def.plan);
        }
        for (const profiles::TypeRef& type : def.def().types) {
            for (const std::string_view canonical : type.profiles) {
                if (const StructurePlan* plan = check.plan(canonical)) {
                    wanted.push_back(plan);
                }
            }
        }
        for (const StructurePlan* plan : wanted) {
            any = true;
            const bool fits = std::ranges::any_of(places, [&](const Place& place) {
                defs::TypeId type = place.type;
                if (type && check.defs().kind(type) == defs::Kind::resource) {
                    type = check.document().type_of(place.value.node);
                }
                return (!plan->type || check.defs().is_a(type, plan->type)) &&
                       check.conforms(place.value, type, *plan);
            });
            if (fits) {
                return true;
            }
        }
    }
    return any ? std::optional(false) : std::nullopt;
}

} // namespace

std::optional<bool> agrees(Check& check, const DiscriminatorPlan& discriminator, DefAt slice,
                           const Place& place) {
    if (!discriminator.is_understood) {
        return std::nullopt;
    }
    const std::vector<DefAt>& defs = check.asked().led_to(
        discriminator, slice.checks(), [&] { return follow(check, slice, discriminator.steps); });
    if (is_by_constant(discriminator, defs)) {
        const DefAt def = defs.front();
        return any_place(check, place, discriminator.steps,
                         [&](const Place& at) { return is_constant(check, def, at); });
    }
    const std::vector<Place> places = follow(check, place, discriminator.steps);
    switch (discriminator.kind) {
    case DiscriminatorKind::value:
    case DiscriminatorKind::pattern:
        return by_value(check, defs, places);
    case DiscriminatorKind::exists:
        return by_existence(defs, places);
    case DiscriminatorKind::type:
        return by_type(check, defs, places);
    case DiscriminatorKind::profile:
        return by_profile(check, defs, places);
    }
    return std::nullopt;
}

bool Check::belongs_to(DefAt sliced, ElementId slice, Value value, defs::TypeId type) {
    const DefAt at = sliced.at(slice);
    const auto& discriminators = sliced.checks().discriminators;
    if (discriminators.empty()) { // nothing tells the slices apart but what they say in full
        static const DiscriminatorPlan whole{profiles::DiscriminatorKind::value, {}, "$this", true};
        const auto answer = agrees(*this, whole, at, {value, type});
        return answer.value_or(false);
    }
    bool any = false; // a discriminator about which the slice says nothing leaves it to the others
    for (const DiscriminatorPlan& one : discriminators) {
        const auto answer = agrees(*this, one, at, {value, type});
        if (answer == false) {
            return false;
        }
        any = any || answer.has_value();
    }
    return any;
}

ElementId Check::slice_of(DefAt sliced, const std::vector<ElementId>& slices, Value value,
                          defs::TypeId type) {
    ElementId found = profiles::no_element;
    for (const ElementId slice : slices) {
        if (!belongs_to(sliced, slice, value, type)) {
            continue;
        }
        if (found != profiles::no_element) {
            report(Message::validate_two_slices, value.place(),
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
