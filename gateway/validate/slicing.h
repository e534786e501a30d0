// Which slice of a sliced element a value belongs to, by the discriminators of the slicing.
#pragma once

#include "gateway/validate/check.h"

#include <optional>
#include <span>
#include <vector>

namespace renkei::validate {

// A place in the document with the type it has there.
struct Place {
    Value value;
    defs::TypeId type{};
};

// A question about a place, called while it lives: without the memory that std::function takes.
class PlaceTest {
public:
    template <class Test>
    PlaceTest(const Test& test) // NOLINT(google-explicit-constructor): made where a lambda is passed
        : test_(&test)
        , ask_([](const void* at, const Place& place) -> bool { return (*static_cast<const Test*>(at))(place); }) {}
    bool operator()(const Place& place) const { return ask_(test_, place); }

private:
    const void* test_;
    bool (*ask_)(const void*, const Place&);
};

// Along a discriminator's path in the document: the places it leads to.
std::vector<Place> follow(const Check& check, const Place& from, std::span<const Step> steps);
// Is one of them what is looked for? Asked of every value for every slice, so without a list of them.
bool any_place(const Check& check, const Place& from, std::span<const Step> steps, PlaceTest is_it);
// Along the same path in the definition: the elements that say what stands there; none: the path leads
// nowhere.
std::vector<DefAt> follow(const Check& check, DefAt from, std::span<const Step> steps);

// Does the discriminator take the value for the slice? Nothing: the slice says nothing that could decide.
std::optional<bool> agrees(Check& check, const DiscriminatorPlan& discriminator, DefAt slice,
                           const Place& place);

} // namespace renkei::validate
