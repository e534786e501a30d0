#include "gateway/fhir/validate/elements/slice_match.h"

#include "gateway/fhir/validate/elements/element_rules.h"
#include "gateway/fhir/validate/terminology/bindings.h"

#include <algorithm>

namespace renkei::validate {
namespace {

using profiles::DiscriminatorKind;

std::string_view choice_base(std::string_view name) {
    return name.ends_with("[x]") ? name.substr(0, name.size() - 3) : name;
}

// Fixed and pattern values and required bindings, of the element and of what is inside of it.
struct Demand {
    bool of_definition = false; // asked of no document: does it say something?
    bool made = false;          // says something
    bool met = true;
};

void demand(ValidationRun& validation, DefAt def, const std::vector<ElementPlace>& places, Demand& out,
            int depth);

// Has the place the fixed value of the element, or else its pattern?
bool is_constant(const ValidationRun& validation, DefAt def, const ElementPlace& place) {
    const ElementDef& it = def.def();
    const NodeId wanted = it.fixed ? it.fixed.node : it.pattern.node;
    if (wanted == no_node || place.value.node == no_node) {
        return false;
    }
    const Tree& own = def.plan->structure->tree();
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
        if (out.of_definition && out.made) {
            return;
        }
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
        const bool may_be_absent =
            !out.of_definition && def.at(child.element).def().min == 0 && inside.empty();
        if (!may_be_absent || def.at(child.element).def().fixed || def.at(child.element).def().pattern) {
            demand(validation, def.at(child.element), inside, out, depth + 1);
        }
    }
}

bool is_member(ValidationRun& validation, DefAt def, const std::vector<ElementPlace>& places) {
    const auto set = validation.context().terminology().value_set(def.def().binding.value_set);
    return std::ranges::any_of(places, [&](const ElementPlace& place) {
        return place.value.node != no_node &&
               member_of(validation, place.value.node, set) == definitions::Tristate::yes;
    });
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
        // the profile demands more than the type does
        const bool is_more = def.checks().value_set != nullptr || depth == 0 || def.plan->is_of_document;
        out.made = out.made || is_more;
        out.met = out.met && (!is_more || out.of_definition || is_member(validation, def, places));
    }
    if (depth < 8) {
        children(validation, def, places, out, depth);
    }
    for (const profiles::TypeRef& type : it.types) { // demands that a profile of the type makes
        if (type.profiles.size() == 1 && depth < 8) {
            if (const DefAt profile = profile_at(validation, type, 0); profile && profile.plan->is_profile) {
                children(validation, profile, places, out, depth + 1);
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
        place.value.node != no_node) {
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

Match by_profile(ValidationRun& validation, const std::vector<DefAt>& r4,
                 const std::vector<ElementPlace>& places) {
    Match out = Match::silent;
    for (const DefAt def : r4) {
        std::vector<DefAt> wanted;
        if (def.element == 0) {
            wanted.push_back(def);
        }
        for (const profiles::TypeRef& type : def.def().types) {
            for (std::size_t at = 0; at < type.profiles.size(); ++at) {
                if (const DefAt profile = profile_at(validation, type, at)) {
                    wanted.push_back(profile);
                } else if (!places.empty()) {
                    validation.report_not_applied(places.front().value.place(), type.profiles[at]);
                    out = Match::not_loaded;
                }
            }
        }
        for (const DefAt profile : wanted) {
            out = out == Match::silent ? Match::no : out;
            const bool fits = std::ranges::any_of(places, [&](const ElementPlace& place) {
                definitions::TypeId type = place.type;
                if (type && validation.r4().kind(type) == definitions::TypeKind::resource) {
                    type = validation.document().type_of(place.value.node);
                }
                const bool is_of_type = profile.element != 0 || !profile.plan->type ||
                                        validation.r4().is_a(type, profile.plan->type);
                return is_of_type && validation.conforms(place.value, type, *profile.plan, profile.element);
            });
            if (fits) {
                return Match::yes;
            }
        }
    }
    return out;
}

// The profiles that a slice names on the path of a discriminator, and that are not here.
std::vector<std::string_view> missing_profiles(const ValidationRun& validation, DefAt slice,
                                               std::span<const DiscriminatorStep> steps) {
    std::vector<std::string_view> out;
    const auto add = [&](const std::vector<std::string_view>& canonicals) {
        std::ranges::copy_if(canonicals, std::back_inserter(out), [&](std::string_view canonical) {
            return validation.plan(canonical) == nullptr;
        });
    };
    for (std::size_t at = 0; at <= steps.size(); ++at) {
        const bool is_resolved = at < steps.size() && steps[at].kind == DiscriminatorStep::Kind::resolve;
        for (const DefAt from : follow(validation, slice, steps.first(at))) {
            for (const profiles::TypeRef& type : from.def().types) {
                add(is_resolved ? type.target_profiles : type.profiles);
            }
        }
    }
    return out;
}

// Does the path go through a reference whose target is not in the document?
bool leads_out(const ValidationRun& validation, const ElementPlace& place,
               std::span<const DiscriminatorStep> steps) {
    for (std::size_t at = 0; at < steps.size(); ++at) {
        if (steps[at].kind == DiscriminatorStep::Kind::resolve &&
            any_place(validation, place, steps.first(at), [&](const ElementPlace& from) {
                return from.value.node != no_node && !any_place(validation, from, steps.subspan(at, 1),
                                                                [](const ElementPlace&) { return true; });
            })) {
            return true;
        }
    }
    return false;
}

// By the elements of the slice to which the discriminator's path leads.
Match compare(ValidationRun& validation, const DiscriminatorPlan& discriminator, const std::vector<DefAt>& r4,
              const ElementPlace& place) {
    const auto match = [](std::optional<bool> answer) {
        return !answer ? Match::silent : *answer ? Match::yes : Match::no;
    };
    if (is_by_constant(discriminator, r4)) {
        const DefAt def = r4.front();
        return match(any_place(validation, place, discriminator.steps,
                               [&](const ElementPlace& at) { return is_constant(validation, def, at); }));
    }
    const std::vector<ElementPlace> places = follow(validation, place, discriminator.steps);
    switch (discriminator.kind) {
    case DiscriminatorKind::value:
    case DiscriminatorKind::pattern: return match(by_value(validation, r4, places));
    case DiscriminatorKind::exists: return match(by_existence(r4, places));
    case DiscriminatorKind::type: return match(by_type(validation, r4, places));
    case DiscriminatorKind::profile: return by_profile(validation, r4, places);
    case DiscriminatorKind::unknown: break;
    }
    return Match::silent;
}

} // namespace

Match agrees(ValidationRun& validation, const DiscriminatorPlan& discriminator, DefAt slice,
             const ElementPlace& place) {
    if (!discriminator.is_understood) {
        return Match::silent;
    }
    const std::vector<DefAt> r4 = follow(validation, slice, discriminator.steps);
    const Match answer = compare(validation, discriminator, r4, place);
    if (answer == Match::no && leads_out(validation, place, discriminator.steps)) {
        return Match::not_resolved;
    }
    if (answer != Match::silent) {
        return answer;
    }
    const std::vector<std::string_view> missing = missing_profiles(validation, slice, discriminator.steps);
    for (const std::string_view canonical : missing) {
        validation.report_not_applied(place.value.place(), canonical);
    }
    return missing.empty() ? Match::silent : Match::not_loaded;
}

bool says_something(ValidationRun& validation, const DiscriminatorPlan& discriminator, DefAt slice) {
    if (!discriminator.is_understood || !missing_profiles(validation, slice, discriminator.steps).empty()) {
        return discriminator.is_understood;
    }
    const std::vector<DefAt> r4 = follow(validation, slice, discriminator.steps);
    return std::ranges::any_of(r4, [&](DefAt def) {
        switch (discriminator.kind) {
        case DiscriminatorKind::value:
        case DiscriminatorKind::pattern: {
            Demand out{.of_definition = true};
            demand(validation, def, {}, out, 0);
            return out.made || def.def().max == 0;
        }
        case DiscriminatorKind::exists: return def.def().max == 0 || def.def().min > 0;
        case DiscriminatorKind::type: return true;
        case DiscriminatorKind::profile:
            return def.element == 0 || std::ranges::any_of(def.def().types, [](const profiles::TypeRef& it) {
                       return !it.profiles.empty();
                   });
        case DiscriminatorKind::unknown: break;
        }
        return false;
    });
}

} // namespace renkei::validate
