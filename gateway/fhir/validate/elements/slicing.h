// Which slice of a sliced element a value belongs to, by the discriminators of the slicing.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

#include <span>
#include <vector>

namespace renkei::validate {

// A place in the document with the type it has there.
struct ElementPlace {
    ElementValue value;
    definitions::TypeId type{};
};

// A question about a place, called while it lives: without the memory that std::function takes.
class PlaceTest {
public:
    template <class Test>
    PlaceTest(const Test& test) // NOLINT(google-explicit-constructor): made where a lambda is passed
        : test_(&test),
          ask_([](const void* at, const ElementPlace& place) -> bool {
              return (*static_cast<const Test*>(at))(place);
          }) {}
    bool operator()(const ElementPlace& place) const { return ask_(test_, place); }

private:
    const void* test_;
    bool (*ask_)(const void*, const ElementPlace&);
};

// A profile of the type: its root, or the element of it that is meant (elementdefinition-profile-element).
// False if it is not here.
DefAt profile_at(const ValidationRun& validation, const profiles::TypeRef& type, std::size_t at);

// Along a discriminator's path in the document: the places it leads to.
std::vector<ElementPlace> follow(const ValidationRun& validation, const ElementPlace& from,
                                 std::span<const DiscriminatorStep> steps);
// Does one of these places meet the test? Called for every value and every slice, so it makes no list.
bool any_place(const ValidationRun& validation, const ElementPlace& from,
               std::span<const DiscriminatorStep> steps, PlaceTest is_it);
// Along the same path in the definition: the elements that say what is there; none: the path leads
// nowhere.
std::vector<DefAt> follow(const ValidationRun& validation, DefAt from,
                          std::span<const DiscriminatorStep> steps);

// It belongs to no slice for certain, but it may belong to one of them: what would decide is not at hand.
constexpr profiles::ElementId undecided_slice = profiles::no_element - 1;

// The slice of `sliced` to which the value belongs, no_element, or undecided_slice; then those to which it
// may belong are added to `possible`. A value of two slices, and one that cannot be judged, is reported.
profiles::ElementId slice_of(ValidationRun& validation, DefAt sliced,
                             const std::vector<profiles::ElementId>& slices, const ElementPlace& place,
                             std::vector<profiles::ElementId>& possible);

// What distinguishes the slices of `sliced`: of a slice that is sliced again without saying how, the
// discriminators by which it is found itself.
const std::vector<DiscriminatorPlan>& discriminators_of(DefAt sliced);
// "@default": what matches no other slice. R4 profiling.html#default-slice
bool is_default_slice(DefAt slice);
// False: no discriminator of the slicing has anything to go by in the definition of the slice, whatever
// stands in a document.
bool can_be_found(ValidationRun& validation, DefAt sliced, DefAt slice);

} // namespace renkei::validate
