#include "gateway/fhir/validate/elements/slicing.h"

#include "gateway/fhir/validate/elements/slice_match.h"
#include "generated/messages/validate.h"

#include <algorithm>

namespace renkei::validate {
namespace {

const DiscriminatorPlan whole_definition{profiles::DiscriminatorKind::value, {}, "$this", true};

bool same_value(DefAt a, const profiles::DefinitionValue& of_a, DefAt b,
                const profiles::DefinitionValue& of_b) {
    const auto text = [](DefAt at, const profiles::DefinitionValue& value) {
        return value.node == no_node ? std::string_view() : at.plan->structure->tree().raw(value.node);
    };
    return text(a, of_a) == text(b, of_b);
}

// Do two elements of a profile, and what is inside of them, say the same of what distinguishes slices?
bool says_same(DefAt a, DefAt b, int depth) {
    const ElementDef& one = a.def();
    const ElementDef& other = b.def();
    const std::vector<ChildPlan>& inside = a.checks().children;
    const std::vector<ChildPlan>& of_other = b.checks().children;
    const auto same_types = [](const profiles::TypeRef& x, const profiles::TypeRef& y) {
        return x.code == y.code && x.profiles == y.profiles && x.target_profiles == y.target_profiles;
    };
    return same_value(a, one.fixed, b, other.fixed) && same_value(a, one.pattern, b, other.pattern) &&
           one.min == other.min && one.max == other.max && one.binding.value_set == other.binding.value_set &&
           std::ranges::equal(one.types, other.types, same_types) &&
           std::ranges::equal(inside, of_other, [&](const ChildPlan& x, const ChildPlan& y) {
               const auto same = [&](ElementId p, ElementId q) {
                   return depth > 8 || says_same(a.at(p), b.at(q), depth + 1);
               };
               return same(x.element, y.element) && std::ranges::equal(x.slices, y.slices, same);
           });
}

// Where a re-slice is found by the discriminators of the slicing that it divides a slice of: does it say more
// there than that slice?
bool says_more(const ValidationRun& validation, const DiscriminatorPlan& discriminator, DefAt slice,
               DefAt divided) {
    return !std::ranges::equal(
        follow(validation, slice, discriminator.steps), follow(validation, divided, discriminator.steps),
        [](DefAt a, DefAt b) { return (a.plan == b.plan && a.element == b.element) || says_same(a, b, 0); });
}

Match belongs_to(ValidationRun& validation, DefAt sliced, ElementId slice, const ElementPlace& place) {
    const DefAt at = sliced.at(slice);
    const std::vector<DiscriminatorPlan>& discriminators = discriminators_of(sliced);
    const bool is_inherited = &discriminators != &sliced.checks().discriminators;
    Match unknown = Match::silent;
    bool any = false; // a discriminator without value in the slice leaves it to the others
    for (const DiscriminatorPlan& one : discriminators) {
        const Match answer = agrees(validation, one, at, place);
        if (answer == Match::no) {
            return Match::no;
        }
        if (answer == Match::yes) {
            any = any || !is_inherited || says_more(validation, one, at, sliced);
        } else if (answer != Match::silent) {
            unknown = answer;
        }
    }
    if (unknown == Match::not_resolved || (unknown == Match::not_loaded && !any)) {
        return unknown;
    }
    if (any) {
        return Match::yes;
    }
    if (discriminators.empty() || is_inherited) { // only the whole definitions distinguish the slices
        if (const Match answer = agrees(validation, whole_definition, at, place); answer != Match::silent) {
            return answer;
        }
    }
    return can_be_found(validation, sliced, at) ? Match::no : Match::silent;
}

} // namespace

const std::vector<DiscriminatorPlan>& discriminators_of(DefAt sliced) {
    const std::vector<DiscriminatorPlan>& own = sliced.checks().discriminators;
    if (!sliced.def().is_slice() || sliced.def().sliced == profiles::no_element) {
        return own;
    }
    // a snapshot may repeat the url of an extension there, and leave out what else distinguishes slices
    const std::vector<DiscriminatorPlan>& above = discriminators_of(sliced.at(sliced.def().sliced));
    const bool is_part =
        own.size() < above.size() && std::ranges::all_of(own, [&](const DiscriminatorPlan& one) {
            return std::ranges::any_of(above, [&](const DiscriminatorPlan& other) {
                return one.kind == other.kind && one.path == other.path;
            });
        });
    return is_part ? above : own;
}

bool is_default_slice(DefAt slice) {
    const std::string_view name = slice.def().slice_name;
    return name == "@default" || name.ends_with("/@default");
}

bool can_be_found(ValidationRun& validation, DefAt sliced, DefAt slice) {
    const std::vector<DiscriminatorPlan>& discriminators = discriminators_of(sliced);
    return std::ranges::any_of(
               discriminators,
               [&](const DiscriminatorPlan& one) { return says_something(validation, one, slice); }) ||
           (discriminators.empty() && says_something(validation, whole_definition, slice));
}

ElementId slice_of(ValidationRun& validation, DefAt sliced, const std::vector<ElementId>& slices,
                   const ElementPlace& place, std::vector<ElementId>& possible) {
    ElementId found = profiles::no_element;
    ElementId rest = profiles::no_element; // the slice of what matches no other
    const std::size_t before = possible.size();
    Match why = Match::no;
    for (const ElementId slice : slices) {
        if (is_default_slice(sliced.at(slice))) {
            rest = slice;
            continue;
        }
        const Match match = belongs_to(validation, sliced, slice, place);
        if (match == Match::no) {
            continue;
        }
        if (match != Match::yes) {
            possible.push_back(slice);
            why = match;
            continue;
        }
        if (found != profiles::no_element) {
            validation.report(message::validate_two_slices, place.value.place(),
                              {sliced.at(found).def().slice_name, sliced.at(slice).def().slice_name,
                               sliced.plan->structure->url});
            break;
        }
        found = slice;
    }
    if (found != profiles::no_element) {
        possible.resize(before);
        return found;
    }
    if (possible.size() == before) {
        return rest;
    }
    if (why != Match::not_loaded) {
        validation.report(
            why == Match::silent ? message::validate_slice_silent : message::validate_slice_not_resolved,
            place.value.place(), {sliced.at(possible[before]).def().slice_name, sliced.plan->structure->url});
    }
    return undecided_slice;
}

} // namespace renkei::validate
