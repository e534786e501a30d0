// Which slice of a sliced element a value belongs to, by the discriminators of the slicing.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

#include <optional>
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

// Does the value match the slice by this discriminator? Nothing if the slice says nothing to decide by.
std::optional<bool> agrees(ValidationRun& validation, const DiscriminatorPlan& discriminator, DefAt slice,
                           const ElementPlace& place);

// The slice of `sliced` to which the value belongs, or no_element. A value of two slices is reported.
profiles::ElementId slice_of(ValidationRun& validation, DefAt sliced,
                             const std::vector<profiles::ElementId>& slices, const ElementPlace& place);

} // namespace renkei::validate
